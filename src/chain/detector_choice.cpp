#include "chain/detector_choice.h"

#include <string>
#include <utility>

#include "mien/error.h"

#include "face/detectors.h"
#include "infer/models.h"

namespace mien::chain {

namespace {

constexpr int kUsualDoublings = 1;  // as dlib's examples and the wrappers around it call HOG

bool is_auto(const std::string& detector) { return detector.empty() || detector == "auto"; }

}  // namespace

RunConfig with_detector(RunConfig config, const ModelStorePaths& models, Family family) {
  if (!is_auto(config.detector) || family == Family::hog) return config;
  face::DetectorChoice choice = face::choose_detector(infer::ModelStore(models));
  config.detector = std::move(choice.name);
  config.detector_reason = std::move(choice.reason);
  return config;
}

void settle_detector(Family family, std::string_view build, RunConfig& config) {
  if (is_auto(config.detector)) config.detector = family == Family::hog ? "hog" : "retinaface";
  const bool dlib = config.detector == "hog" || config.detector == "mmod";
  if (family == Family::hog && !dlib)
    throw Error(ErrorKind::usage, "approach '" + config.approach + "'",
                "runs dlib's detectors, not " + config.detector,
                "choose hog or mmod, or another approach");
  const bool hog = family == Family::hog && config.detector == "hog";
  if (config.upsample < 0) config.upsample = hog ? kUsualDoublings : 0;
  if (config.color.empty()) config.color = hog ? "rgb" : "gray";
  if (config.build.empty()) config.build = build.empty() ? "generic" : std::string(build);
}

}  // namespace mien::chain
