#include "emotion/network_classifier.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "mien/error.h"
#include "mien/expression.h"

#include "emotion/calibration.h"
#include "emotion/class_map.h"
#include "emotion/crop.h"
#include "emotion/face_batches.h"

namespace mien::emotion {
namespace {

/// Outputs that ought to be probabilities may leave 0..1 and sum to 1 by this much (quantised
/// networks do).
constexpr float kTolerance = 0.05f;

bool is_nan(float value) { return std::isnan(value); }

/// What the outputs mean; `also` where the entry names a second one.
struct ClassMaps {
  ClassMap main;
  std::optional<ClassMap> also;
};

ClassMaps class_maps_of(const infer::ModelEntry& entry) {
  ClassMaps maps{ClassMap(entry.name, entry.classes), std::nullopt};
  if (!entry.also.output.empty()) maps.also.emplace(entry.name, entry.also.classes);
  return maps;
}

/// Each face of a picture has its own canvas, made on first need and then kept.
class NetworkClassifier : public ModelClassifier {
 public:
  NetworkClassifier(infer::ModelEntry entry, ClassMaps classes,
                    std::shared_ptr<FaceNetworks> networks)
      : entry_(std::move(entry)),
        classes_(std::move(classes)),
        batches_(std::move(networks)),
        values_(classes_.main.outputs()) {}

  CropSpec crop(const Detection& detection) const override {
    return crop_for(detection, entry_.crop_scale, entry_.align);
  }

  Canvas canvas(std::size_t slot) override {
    while (canvases_.size() <= slot) canvases_.emplace_back(bytes());
    return {canvases_[slot].data(), entry_.width, entry_.height, static_cast<int>(row_bytes()),
            entry_.format};
  }

  void classify(std::span<Expression> out) override {
    for (std::size_t done = 0; done < out.size();) {
      FaceBatches::Batch& batch = batches_.filled_by(out.size() - done);
      for (std::size_t slot = 0; slot < batch.faces; ++slot) feed(done + slot, slot, batch);
      batch.request->infer();
      last_ = &batch;
      const std::span<const float> read = main_output(batch);
      require_outputs(read.size(), batch.faces * values_.size());
      for (std::size_t slot = 0; slot < batch.faces; ++slot)
        out[done++] = expression_of(batch.share(read, slot));
    }
  }

  std::optional<std::array<float, kEmotions>> also() const override {
    if (!classes_.also || !last_) return std::nullopt;
    const auto read = last_->request->output(entry_.also.output).data;
    require_outputs(read.size(), last_->faces * classes_.also->outputs());
    const auto data = last_->share(read, last_->faces - 1);
    std::vector<float> values(data.begin(), data.end());
    calibrate(values, entry_.logits, 1);
    return classes_.also->expression_of(values, 0).probabilities;
  }

  std::vector<float> probe(unsigned seed) override {
    const Canvas face = canvas(0);
    for (std::size_t i = 0; i < bytes(); ++i)
      face.data[i] = static_cast<std::uint8_t>((i * (seed + 1) / 5 + seed * 61) % 256);
    const auto data = read_one();
    return {data.begin(), data.end()};
  }

  /// Infers one gray canvas and throws Error(model) where the outputs are not what the manifest
  /// says.
  void check() {
    std::memset(canvas(0).data, 128, bytes());
    check_output(read_one(), classes_.main);
    if (!classes_.also) return;
    const infer::InferRequest& request = *batches_.filled_by(1).request;
    check_output(request.output(entry_.also.output).data, *classes_.also);
  }

 private:
  std::span<const float> main_output(const FaceBatches::Batch& batch) const {
    return entry_.output.empty() ? batch.request->output(std::size_t{0}).data
                                 : batch.request->output(entry_.output).data;
  }

  /// What the network says of the first canvas.
  std::span<const float> read_one() {
    FaceBatches::Batch& one = batches_.filled_by(1);
    last_ = nullptr;  // no face
    feed(0, 0, one);
    one.request->infer();
    return main_output(one);
  }

  Expression expression_of(std::span<const float> read) {
    std::ranges::copy(read, values_.begin());
    if (std::ranges::all_of(values_, is_nan)) return mien::expression_of({});  // it says nothing
    calibrate(values_, entry_.logits, entry_.temperature, entry_.bias);
    return classes_.main.expression_of(values_, entry_.min_confidence);
  }

  void require_outputs(std::size_t found, std::size_t listed) const {
    if (found == listed) return;
    throw Error(ErrorKind::model, entry_.name,
                "has " + std::to_string(found) + " outputs, but " + std::to_string(listed) +
                    " classes are listed",
                "list every output of the network once, in its order");
  }

  void check_output(std::span<const float> output, const ClassMap& classes) const {
    require_outputs(output.size(), classes.outputs());
    if (std::ranges::any_of(output, is_nan))
      throw Error(ErrorKind::model, entry_.name, "outputs NaN values",
                  "check the range of its input, and the file");
    if (!entry_.logits) check_probabilities(output);
  }

  std::size_t row_bytes() const {
    return static_cast<std::size_t>(entry_.width) * (entry_.format == PixelFormat::gray ? 1 : 3);
  }
  std::size_t bytes() const { return row_bytes() * static_cast<std::size_t>(entry_.height); }

  void feed(std::size_t from, std::size_t slot, FaceBatches::Batch& batch) {
    const Canvas face = canvas(from), input = batch.request->input(slot);
    for (int y = 0; y < face.height; ++y) {
      std::memcpy(input.data + static_cast<std::ptrdiff_t>(y) * input.stride,
                  face.data + static_cast<std::ptrdiff_t>(y) * face.stride, row_bytes());
    }
  }

  void check_probabilities(std::span<const float> outputs) const {
    float sum = 0;
    bool within = true;
    for (const float value : outputs) {
      sum += value;
      within = within && value > -kTolerance && value < 1 + kTolerance;
    }
    if (within && std::abs(sum - 1) < kTolerance) return;
    throw Error(ErrorKind::model, entry_.name, "does not output probabilities",
                "its entry in the manifest may need `logits: true`");
  }

  infer::ModelEntry entry_;
  ClassMaps classes_;
  FaceBatches batches_;
  const FaceBatches::Batch* last_ = nullptr;  ///< that read the face that was classified last
  std::vector<std::vector<std::uint8_t>> canvases_;  ///< rows of width × channels, packed
  std::vector<float> values_;
};

class NetworkClassifierModel : public ClassifierModel {
 public:
  NetworkClassifierModel(infer::ModelEntry entry, ClassMaps classes,
                         std::shared_ptr<FaceNetworks> networks, Precision precision)
      : entry_(std::move(entry)), classes_(std::move(classes)), networks_(std::move(networks)) {
    info_.name = entry_.name;
    info_.sha256 = entry_.sha256;
    info_.licence = entry_.licence;
    info_.precision = name_of(entry_.int8 ? Precision::int8 : precision);
    info_.width = std::max(entry_.width, entry_.height);
    NetworkClassifier(entry_, classes_, networks_).check();
  }

  std::unique_ptr<ModelClassifier> make() override {
    return std::make_unique<NetworkClassifier>(entry_, classes_, networks_);
  }
  const ModelInfo& info() const override { return info_; }
  infer::NetworkWork work() override { return networks_->one().work(); }
  std::vector<infer::LayerTime> layer_times(int inferences) override {
    return networks_->one().layer_times(inferences);
  }
  std::string incident() const override { return networks_->incident(); }

 private:
  const infer::ModelEntry entry_;
  const ClassMaps classes_;
  const std::shared_ptr<FaceNetworks> networks_;
  ModelInfo info_;
};

void require(bool condition, const infer::ModelEntry& entry, const std::string& what) {
  if (!condition) {
    throw Error(ErrorKind::model, entry.name, what, "correct its entry in the manifest");
  }
}

/// The manifest is a file that users write: nothing in it is taken on trust.
void check_entry(const infer::ModelEntry& entry) {
  constexpr int kLargestInput = 1024;
  require(entry.width > 0 && entry.height > 0, entry, "has no input width and height");
  require(entry.width <= kLargestInput && entry.height <= kLargestInput, entry,
          "has an input larger than " + std::to_string(kLargestInput) + " pixels");
  require(std::isfinite(entry.temperature) && entry.temperature > 0, entry,
          "has a temperature that is not above 0");
  require(entry.bias.empty() || entry.bias.size() == entry.classes.size(), entry,
          "has a bias of another size than its classes");
  require(std::ranges::all_of(entry.bias, [](float b) { return std::isfinite(b); }), entry,
          "has a bias that is not a number");
  require(entry.crop_scale >= 0.1 && entry.crop_scale <= 10, entry,
          "has a crop_scale outside 0.1..10");
  require(entry.min_confidence >= 0 && entry.min_confidence <= 1, entry,
          "has a min_confidence outside 0..1");
}

}  // namespace

std::unique_ptr<ClassifierModel> make_network_classifier(const infer::ModelEntry& entry,
                                                         const std::filesystem::path& file,
                                                         Precision precision, int together,
                                                         infer::Engine& engine) {
  check_entry(entry);
  ClassMaps classes = class_maps_of(entry);
  infer::NetworkSpec spec;
  spec.model = file;
  spec.name = entry.name;
  spec.width = entry.width;
  spec.height = entry.height;
  spec.format = entry.format;
  spec.mean = entry.mean;
  spec.scale = entry.scale;
  spec.precision = precision;
  auto networks = std::make_shared<FaceNetworks>(engine, spec, static_cast<std::size_t>(together));
  return std::make_unique<NetworkClassifierModel>(entry, std::move(classes), std::move(networks),
                                                  precision);
}

}  // namespace mien::emotion
