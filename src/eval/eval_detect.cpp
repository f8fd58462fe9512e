#include "eval/eval_detect.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>

#include "mien/error.h"

#include "base/clock.h"
#include "eval/average_precision.h"
#include "eval/eval_detect_files.h"
#include "eval/truth.h"
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
                                               const std::vector<TruthImage>& images) {
  std::vector<std::filesystem::path> files;
  for (const TruthImage& image : images) {
    files.push_back(options.images / image.name);
    if (std::filesystem::is_regular_file(files.back())) continue;
    const std::string line =
        image.line > 0 ? "at line " + std::to_string(image.line) + " of " : "in ";
    throw Error(ErrorKind::input, files.back().string(), "there is no such image",
                "it is named " + line + image.file);
  }
  return files;
}

/// One detector on the calling thread, image after image.
class Runner {
 public:
  Runner(const EvalDetectOptions& options, const std::string& detector,
         const ModelStorePaths& paths)
      : store_(paths),
        name_(detector == "auto" ? face::choose_detector(store_).name : detector),
        // No cache of compiled networks: photographs have as many shapes as there are images.
        engine_(infer::make_engine(1, {})),
        model_(face::load_detector({name_, options.width, eval_confidence(name_), options.upsample,
                                    infer::read_precision(options.precision)},
                                   *engine_, store_)),
        detector_(model_->make()) {}

  const ModelInfo& info() const { return model_->info(); }
  double milliseconds() const { return milliseconds_; }

  LabelledImage look(const TruthImage& truth, const std::filesystem::path& file) {
    const auto source = video::open_source(file.string());
    Frame frame;
    if (!source->read(frame)) {
      throw Error(ErrorKind::input, file.string(), "cannot be decoded: " + source->damage());
    }
    LabelledImage image;
    image.height_scale =
        static_cast<double>(kReferenceSide) / std::max(frame.info.width, frame.info.height);
    const float w = truth.relative ? static_cast<float>(frame.info.width) : 1;
    const float h = truth.relative ? static_cast<float>(frame.info.height) : 1;
    for (const TruthFace& face : truth.faces) {
      const Box& box = face.box;
      image.faces.push_back({{box.x * w, box.y * h, box.w * w, box.h * h}, face.invalid});
    }
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

/// Recall and precision in steps that a chart can show, the last point included.
nlohmann::json thinned(const std::vector<CurvePoint>& curve) {
  constexpr double kStep = 0.01;
  nlohmann::json points = nlohmann::json::array();
  double next = 0;
  for (std::size_t i = 0; i < curve.size(); ++i) {
    if (curve[i].recall < next && i + 1 < curve.size()) continue;
    next = curve[i].recall + kStep;
    points.push_back({{"recall", curve[i].recall},
                      {"precision", curve[i].precision},
                      {"confidence", curve[i].confidence}});
  }
  return points;
}

/// Where precision and recall are best together (the largest F1), and what is then found, missed
/// and taken for a face: the detector's confusion matrix. null without a point.
nlohmann::json best_point(const AveragePrecision& precision) {
  const CurvePoint* best = nullptr;
  double most = 0;
  for (const CurvePoint& point : precision.curve) {
    const double sum = point.precision + point.recall;
    const double f1 = sum > 0 ? 2 * point.precision * point.recall / sum : 0;
    if (f1 <= most) continue;
    most = f1;
    best = &point;
  }
  if (best == nullptr) return nullptr;
  const auto faces = static_cast<double>(precision.faces);
  const auto found = static_cast<std::int64_t>(std::lround(best->recall * faces));
  const auto told = std::lround(static_cast<double>(found) / best->precision);
  return {{"confidence", best->confidence},
          {"precision", best->precision},
          {"recall", best->recall},
          {"f1", most},
          {"found", found},
          {"missed", static_cast<std::int64_t>(precision.faces) - found},
          {"false_alarms", told - found}};
}

/// The contract's object from what was seen; the curves go to the folder, where there is one.
nlohmann::json conclude(const EvalDetectOptions& options, const Runner& runner,
                        std::span<const LabelledImage> images) {
  nlohmann::json faces, precision, curve, best;
  std::array<AveragePrecision, kMinHeights.size()> results;
  std::array<NamedCurve, kMinHeights.size()> curves;
  for (std::size_t i = 0; i < kMinHeights.size(); ++i) {
    const std::string key = std::to_string(kMinHeights[i]);
    results[i] = average_precision(images, kMinHeights[i]);
    curves[i] = {kMinHeights[i], &results[i]};
    faces[key] = results[i].faces;
    // No faces of that size: nothing was measured, which is not the same as nothing found.
    precision[key] = results[i].faces > 0 ? nlohmann::json(results[i].value) : nlohmann::json();
    curve[key] = thinned(results[i].curve);
    best[key] = best_point(results[i]);
  }
  nlohmann::json result = {{"detector", runner.info().name},
                           {"width", runner.info().width},
                           {"precision", runner.info().precision},
                           {"images", images.size()},
                           {"faces", std::move(faces)},
                           {"ap", std::move(precision)},
                           {"curve", std::move(curve)},
                           {"best", std::move(best)},
                           {"ms_per_image", nullptr}};
  if (!images.empty()) {
    result["ms_per_image"] = runner.milliseconds() / static_cast<double>(images.size());
  }
  if (!options.out.empty()) write_detect_files(options.out, result, curves);
  return result;
}

/// One detector on all images.
nlohmann::json evaluate(const EvalDetectOptions& options, const std::string& detector,
                        const ModelStorePaths& paths, const std::vector<TruthImage>& truth,
                        const std::vector<std::filesystem::path>& files,
                        const std::function<void(std::size_t)>& progress,
                        const std::atomic<bool>* stop) {
  Runner runner(options, detector, paths);
  std::vector<LabelledImage> images;
  images.reserve(truth.size());
  for (std::size_t i = 0; i < truth.size() && !(stop && *stop); ++i) {
    images.push_back(runner.look(truth[i], files[i]));
    progress(i + 1);
  }
  nlohmann::json result = conclude(options, runner, images);
  if (images.size() < truth.size()) result["interrupted"] = true;
  return result;
}

}  // namespace

nlohmann::json eval_detect(const EvalDetectOptions& options, const ModelStorePaths& paths,
                           const std::function<void(std::size_t, std::size_t)>& progress,
                           const std::atomic<bool>* stop) {
  const std::vector<TruthImage> truth =
      read_truth(options.ground_truth, options.images, options.face_class);
  const std::vector<std::filesystem::path> files = find_images(options, truth);
  const std::size_t all = truth.size() * options.detectors.size();
  nlohmann::json results = nlohmann::json::array();
  bool interrupted = false;
  for (std::size_t i = 0; i < options.detectors.size() && !interrupted; ++i) {
    results.push_back(evaluate(
        options, options.detectors[i], paths, truth, files,
        [&](std::size_t done) {
          if (progress) progress(i * truth.size() + done, all);
        },
        stop));
    interrupted = results.back().contains("interrupted");
  }
  if (options.detectors.size() == 1) return results.front();
  nlohmann::json result = {{"results", std::move(results)}};
  if (interrupted) result["interrupted"] = true;
  return result;
}

}  // namespace mien::eval
