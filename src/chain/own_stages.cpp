#include "chain/own_stages.h"

#include <utility>

#include "mien/error.h"

namespace mien::chain {

namespace {

constexpr char kUnnamed[] = "own";

class OwnDetectorModel final : public face::DetectorModel {
 public:
  OwnDetectorModel(const OwnDetector& own, const face::DetectorOptions& options)
      : own_(own), width_(options.width), batch_(options.batch) {
    if (own_.info.name.empty()) own_.info.name = kUnnamed;
    if (own_.info.width == 0) own_.info.width = width_;
  }

  std::unique_ptr<Detector> make() override {
    if (auto detector = own_.make(width_)) return detector;
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
