#include "eval/eval_detect.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>

#include "mien/error.h"

#include "base/clock.h"
#include "eval/average_precision.h"
#include "eval/curve_svg.h"
#include "eval/wider.h"
#include "face/detectors.h"
#include "media/scaler.h"
#include "video/video.h"

namespace mien::eval {
namespace {

constexpr std::array kMinHeights = {10, 20, 40, 80};
constexpr int kReferenceSide = 640;  ///< longest side at which heights count

/// Average precision wants the doubtful faces too. CNNs are asked for all but noise; hog down to
/// half a unit below dlib's threshold (confidence 0.27), beneath which it only loses; mmod at its
/// own threshold.
double eval_confidence(const std::string& detector) {
  if (detector == "hog") return 0.27;
  if (detector == "mmod") return 0.5;
  return 0.02;
}

/// All images are looked for before the first is read: a wrong folder shows at once, not after an
/// hour.
std::vector<std::filesystem::path> find_images(const EvalDetectOptions& options,
                                               const std::vector<WiderImage>& images) {
  std::vector<std::filesystem::path> files;
  for (const WiderImage& image : images) {
    files.push_back(options.images / image.name);
    if (std::filesystem::is_regular_file(files.back())) continue;
    throw Error(ErrorKind::input, files.back().string(), "there is no such image",
                "it is named at line " + std::to_string(image.line) + " of " +
                    options.ground_truth.string());
  }
  return files;
}

/// One detector on the calling thread, image after image.
class Runner {
 public:
  Runner(const EvalDetectOptions& options, const ModelStorePaths& paths)
      : store_(paths),
        name_(options.detector == "auto" ? face::choose_detector(store_).name : options.detector),
        // No cache of compiled networks: photographs have as many shapes as there are images.
        engine_(infer::make_engine(1, {})),
        model_(face::load_detector(
            {name_, options.width, eval_confidence(name_), options.upsample, options.precision},
            *engine_, store_)),
        detector_(model_->make()) {}

  const ModelInfo& info() const { return model_->info(); }
  double milliseconds() const { return milliseconds_; }

  LabelledImage look(const WiderImage& truth, const std::filesystem::path& file) {
    const auto source = video::open_source(file.string());
    Frame frame;
    if (!source->read(frame)) {
      throw Error(ErrorKind::input, file.string(), "cannot be decoded: " + source->damage());
    }
    LabelledImage image;
    image.height_scale =
        static_cast<double>(kReferenceSide) / std::max(frame.info.width, frame.info.height);
    for (const WiderFace& face : truth.faces) image.faces.push_back({face.box, face.invalid});
    warm_up(frame);
    const Canvas canvas = detector_->canvas(frame.info.width, frame.info.height);
    const CpuTimer timer(milliseconds_);
    image.detections = detector_->detect(scaler_.fit(frame, canvas));
    return image;
  }

 private:
  /// Outside the measurement: a network is compiled for every new shape and sets its memory up in
  /// its first inference. A camera pays that once, photographs of many shapes would pay it at
  /// nearly every image. dlib ("native") has no such first time.
  void warm_up(const Frame& frame) {
    const Canvas canvas = detector_->canvas(frame.info.width, frame.info.height);
    const bool known = canvas.width == warm_width_ && canvas.height == warm_height_;
    if (known || info().precision == "native") return;
    warm_width_ = canvas.width;
    warm_height_ = canvas.height;
    detector_->detect(scaler_.fit(frame, canvas));
  }

  infer::ModelStore store_;
  const std::string name_;
  std::unique_ptr<infer::Engine> engine_;
  std::unique_ptr<face::DetectorModel> model_;
  std::unique_ptr<Detector> detector_;
  media::Scaler scaler_;
  int warm_width_ = 0, warm_height_ = 0;  ///< canvas that was last warmed up
  double milliseconds_ = 0;
};

void write(const std::filesystem::path& file, const std::string& text) {
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  if (!out) throw Error(ErrorKind::output, file.string(), "cannot be written");
}

// For the report: one line per detector and setting evaluated into this folder; the newest of each.
nlohmann::json with_earlier(const std::filesystem::path& file, const nlohmann::json& result) {
  std::ifstream stream(file, std::ios::binary);
  const auto before = nlohmann::json::parse(stream, nullptr, false);
  nlohmann::json results = nlohmann::json::array();
  const auto same = [&](const nlohmann::json& other) {
    return std::ranges::all_of(std::array{"detector", "width", "precision"}, [&](const char* key) {
      return other.value(key, nlohmann::json()) == result.at(key);
    });
  };
  if (before.is_object() && before.contains("results") && before["results"].is_array())
    for (const auto& other : before["results"])
      if (other.is_object() && !same(other)) results.push_back(other);
  results.push_back(result);
  return {{"results", std::move(results)}};
}

void write_files(const std::filesystem::path& folder, const nlohmann::json& result,
                 std::span<const NamedCurve> curves) {
  std::error_code failure;
  std::filesystem::create_directories(folder, failure);
  if (failure) throw Error(ErrorKind::output, folder.string(), failure.message());
  const auto name = result.at("detector").get<std::string>();
  const auto width = std::to_string(result.at("width").get<int>());
  const std::string stem = "detect-" + name + "-" + width;
  write(folder / (stem + ".svg"), curve_svg(name + " at " + width + " pixels", curves));
  write(folder / (stem + ".csv"), curve_csv(curves));
  write(folder / (stem + ".json"), result.dump(2) + "\n");
  const auto all = folder / "eval_detect.json";
  write(all, with_earlier(all, result).dump(2) + "\n");
}

/// The contract's object from what was seen; the curves go to the folder, where there is one.
nlohmann::json conclude(const EvalDetectOptions& options, const Runner& runner,
                        std::span<const LabelledImage> images) {
  nlohmann::json faces, precision;
  std::array<AveragePrecision, kMinHeights.size()> results;
  std::array<NamedCurve, kMinHeights.size()> curves;
  for (std::size_t i = 0; i < kMinHeights.size(); ++i) {
    const std::string key = std::to_string(kMinHeights[i]);
    results[i] = average_precision(images, kMinHeights[i]);
    curves[i] = {kMinHeights[i], &results[i]};
    faces[key] = results[i].faces;
    // No faces of that size: nothing was measured, which is not the same as nothing found.
    precision[key] = results[i].faces > 0 ? nlohmann::json(results[i].value) : nlohmann::json();
  }
  nlohmann::json result = {{"detector", runner.info().name},
                           {"width", runner.info().width},
                           {"precision", runner.info().precision},
                           {"images", images.size()},
                           {"faces", std::move(faces)},
                           {"ap", std::move(precision)},
                           {"ms_per_image", nullptr}};
  if (!images.empty()) {
    result["ms_per_image"] = runner.milliseconds() / static_cast<double>(images.size());
  }
  if (!options.out.empty()) write_files(options.out, result, curves);
  return result;
}

}  // namespace

nlohmann::json eval_detect(const EvalDetectOptions& options, const ModelStorePaths& paths,
                           const std::function<void(std::size_t, std::size_t)>& progress,
                           const std::atomic<bool>* stop) {
  const std::vector<WiderImage> truth = read_wider(options.ground_truth);
  const std::vector<std::filesystem::path> files = find_images(options, truth);
  Runner runner(options, paths);
  std::vector<LabelledImage> images;
  images.reserve(truth.size());
  for (std::size_t i = 0; i < truth.size() && !(stop && *stop); ++i) {
    images.push_back(runner.look(truth[i], files[i]));
    if (progress) progress(i + 1, truth.size());
  }
  nlohmann::json result = conclude(options, runner, images);
  if (images.size() < truth.size()) result["interrupted"] = true;
  return result;
}

}  // namespace mien::eval
