#include "chain/own_stages.h"

#include <utility>
#include <vector>

#include "mien/error.h"

namespace mien::chain {

namespace {

constexpr char kUnnamed[] = "own";

/// Leaves out what the caller's detector is less sure of than the run asks.
class SureDetector final : public Detector {
 public:
  SureDetector(std::unique_ptr<Detector> own, double min_confidence)
      : own_(std::move(own)), min_confidence_(static_cast<float>(min_confidence)) {}

  Canvas canvas(int frame_width, int frame_height) override {
    return own_->canvas(frame_width, frame_height);
  }
  void submit() override { own_->submit(); }
  std::vector<Detection> detect(const Letterbox& box) override {
    std::vector<Detection> faces = own_->detect(box);
    std::erase_if(faces,
                  [this](const auto& face) { return !(face.confidence >= min_confidence_); });
    return faces;
  }

 private:
  const std::unique_ptr<Detector> own_;
  const float min_confidence_;
};

class OwnDetectorModel final : public face::DetectorModel {
 public:
  OwnDetectorModel(const OwnDetector& own, const face::DetectorOptions& options)
      : own_(own), width_(options.width), batch_(options.batch), min_(options.min_confidence) {
    if (own_.info.name.empty()) own_.info.name = kUnnamed;
    if (own_.info.width == 0) own_.info.width = width_;
  }

  std::unique_ptr<Detector> make() override {
    auto detector = own_.make(width_);
    if (detector && min_ > 0) return std::make_unique<SureDetector>(std::move(detector), min_);
    if (detector) return detector;
    throw Error(ErrorKind::usage, "detector " + own_.info.name, "`make` returned none",
                "return a detector for every width, or throw");
  }
  // Each infers alone.
  std::vector<std::unique_ptr<Detector>> make_batch() override {
    std::vector<std::unique_ptr<Detector>> all;
    for (int i = 0; i < batch_; ++i) all.push_back(make());
    return all;
  }
  const ModelInfo& info() const override { return own_.info; }

 private:
  OwnDetector own_;
  const int width_, batch_;
  const double min_;  ///< confidence; 0: all that it finds
};

[[noreturn]] void refuse(const char* stage) {
  throw Error(ErrorKind::usage, stage, "there is no function that makes one", "set `make`");
}

}  // namespace

RunConfig with_own(RunConfig config, const OwnStages& stages) {
  if (stages.detector) {
    if (!stages.detector->make) refuse("own detector");
    const std::string& name = stages.detector->info.name;
    config.detector = name.empty() ? kUnnamed : name;
    config.detector_reason.clear();
  }
  if (stages.classifier) {
    if (!stages.classifier->make) refuse("own classifier");
    const std::string& name = stages.classifier->info.name;
    config.emotion = name.empty() ? kUnnamed : name;
  }
  return config;
}

std::unique_ptr<face::DetectorModel> own_detector_model(const OwnDetector& own,
                                                        const face::DetectorOptions& options) {
  return std::make_unique<OwnDetectorModel>(own, options);
}

}  // namespace mien::chain
