#include "face/cnn_detector.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <mutex>
#include <string>
#include <utility>

#include "mien/error.h"

#include "face/batch.h"
#include "face/nms.h"
#include "face/shape_cache.h"

namespace mien::face {
namespace {

/// What the detectors of all workers have in common.
class Shared {
 public:
  Shared(const CnnFamily& family, CnnSetup setup, infer::Engine& engine)
      : family_(family), setup_(std::move(setup)), engine_(engine) {}

  const ModelInfo& info() const { return setup_.info; }
  const CnnFamily& family() const { return family_; }
  float min_confidence() const { return setup_.min_confidence; }
  float max_iou() const { return setup_.max_iou > 0 ? setup_.max_iou : family_.max_iou; }
  std::size_t batch() const { return static_cast<std::size_t>(setup_.network.batch); }

  InputSize canvas_for(int frame_width, int frame_height) const {
    const InputSize size = input_size(frame_width, frame_height, info().width);
    return setup_.fixed.width > 0 ? setup_.fixed : size;
  }

  /// The network for a canvas size, compiled when first asked for; other workers wait for it
  /// meanwhile.
  std::shared_ptr<infer::Network> network(InputSize size) {
    const std::lock_guard lock(mutex_);
    if (auto* known = networks_.find(size)) return *known;
    infer::NetworkSpec spec = setup_.network;
    spec.width = size.width;
    spec.height = size.height;
    return networks_.add(size, engine_.compile(spec));
  }

 private:
  const CnnFamily family_;
  const CnnSetup setup_;
  infer::Engine& engine_;
  std::mutex mutex_;
  ShapeCache<std::shared_ptr<infer::Network>> networks_;  ///< guarded by `mutex_`
};

/// The requests that detectors of one thread have in common, by canvas size.
class Group {
 public:
  explicit Group(std::size_t size) : size_(size) {}
  std::shared_ptr<Batch> batch(InputSize canvas, std::shared_ptr<infer::Network> network) {
    if (auto* known = batches_.find(canvas)) return *known;
    return batches_.add(canvas, std::make_shared<Batch>(std::move(network), size_));
  }

 private:
  std::size_t size_;
  ShapeCache<std::shared_ptr<Batch>> batches_;
};

class CnnDetector final : public Detector {
 public:
  explicit CnnDetector(std::shared_ptr<Shared> shared) : shared_(std::move(shared)) {}
  CnnDetector(std::shared_ptr<Shared> shared, std::shared_ptr<Group> group, std::size_t slot)
      : shared_(std::move(shared)), group_(std::move(group)), slot_(slot) {}

  Canvas canvas(int frame_width, int frame_height) override {
    const InputSize size = shared_->canvas_for(frame_width, frame_height);
    if (!current_ || size != size_) {
      current_ = nullptr;  // stays so if the network cannot be had
      if (Lane* known = lanes_.find(size)) {
        current_ = known;
      } else {
        Lane lane;
        lane.network = shared_->network(size);
        lane.request = group_
                           ? slot_of(group_->batch(size, lane.network), slot_, shared_->info().name)
                           : lane.network->request();
        lane.decoder = shared_->family().decoder(size);
        current_ = &lanes_.add(size, std::move(lane));
      }
      size_ = size;
    }
    return current_->request->input();
  }

  void submit() override {
    if (!current_) throw Error(ErrorKind::internal, shared_->info().name, "submit before canvas");
    current_->request->start();
  }

  std::vector<Detection> detect(const Letterbox& box) override {
    if (!current_) throw Error(ErrorKind::internal, shared_->info().name, "detect before canvas");
    current_->request->infer();
    faces_.clear();
    current_->decoder->decode(*current_->request, shared_->min_confidence(), faces_);
    // Cut to the picture before suppression: two boxes that differ only in the padding are one
    // face.
    clip(faces_, static_cast<float>(std::clamp(box.width, 0, size_.width)),
         static_cast<float>(std::clamp(box.height, 0, size_.height)));
    suppress(faces_, shared_->max_iou());
    for (Detection& face : faces_) to_source(face, box);
    // Once more for the rounding of canvas to source pixels.
    clip(faces_, static_cast<float>(box.frame_width), static_cast<float>(box.frame_height));
    return faces_;
  }

 private:
  /// What a worker keeps per canvas size. `request` goes before `network`.
  struct Lane {
    std::shared_ptr<infer::Network> network;
    std::unique_ptr<infer::InferRequest> request;
    std::unique_ptr<Decoder> decoder;
  };

  static void to_source(Detection& face, const Letterbox& box) {
    const auto [x, y, w, h] = face.box;
    face.box = {x * box.scale_x, y * box.scale_y, w * box.scale_x, h * box.scale_y};
    if (!face.landmarks) return;
    for (Point& point : *face.landmarks) {
      point.x *= box.scale_x;
      point.y *= box.scale_y;
    }
  }

  std::shared_ptr<Shared> shared_;
  std::shared_ptr<Group> group_;  ///< none: infers alone
  std::size_t slot_ = 0;
  ShapeCache<Lane> lanes_;
  Lane* current_ =
      nullptr;  ///< in `lanes_`; its content moves only when `canvas` is asked for another size
  InputSize size_;
  std::vector<Detection> faces_;
};

class CnnModel final : public DetectorModel {
 public:
  explicit CnnModel(std::shared_ptr<Shared> shared) : shared_(std::move(shared)) {}
  std::unique_ptr<Detector> make() override { return std::make_unique<CnnDetector>(shared_); }
  std::vector<std::unique_ptr<Detector>> make_batch() override {
    const auto group = std::make_shared<Group>(shared_->batch());
    std::vector<std::unique_ptr<Detector>> detectors;
    for (std::size_t slot = 0; slot < shared_->batch(); ++slot)
      detectors.push_back(std::make_unique<CnnDetector>(shared_, group, slot));
    return detectors;
  }
  const ModelInfo& info() const override { return shared_->info(); }
  infer::NetworkWork work(int w, int h) override {
    return shared_->network(shared_->canvas_for(w, h))->work();
  }
  std::vector<infer::LayerTime> layer_times(int w, int h, int times) override {
    return shared_->network(shared_->canvas_for(w, h))->layer_times(times);
  }

 private:
  std::shared_ptr<Shared> shared_;
};

}  // namespace

InputSize input_size(int frame_width, int frame_height, int longest) {
  if (frame_width < 1 || frame_height < 1) {
    throw Error(ErrorKind::input, std::to_string(frame_width) + "x" + std::to_string(frame_height),
                "a picture without pixels has no faces");
  }
  const auto shorter = [longest](int side, int longer_side) {
    const double scaled = static_cast<double>(side) * longest / longer_side;
    const int pixels = std::max(1, static_cast<int>(std::lround(scaled)));
    return (pixels + kCanvasStep - 1) / kCanvasStep * kCanvasStep;
  };
  if (frame_width >= frame_height) return {longest, shorter(frame_height, frame_width)};
  return {shorter(frame_width, frame_height), longest};
}

std::unique_ptr<DetectorModel> make_cnn(const CnnFamily& family, CnnSetup setup,
                                        infer::Engine& engine) {
  return std::make_unique<CnnModel>(std::make_shared<Shared>(family, std::move(setup), engine));
}

}  // namespace mien::face
