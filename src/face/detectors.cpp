#include "face/detectors.h"

#include <cmath>
#include <string>
#include <vector>

#include "mien/error.h"

#include "base/text.h"
#include "face/centerface.h"
#include "face/retinaface.h"
#include "face/yunet.h"
#ifdef MIEN_WITH_DLIB
#include "face/dlib_detectors.h"
#endif

namespace mien::face {
namespace {

template <const CnnFamily& (*family)()>
std::unique_ptr<DetectorModel> load(const DetectorOptions& options, infer::Engine& engine,
                                    const infer::ModelStore& store) {
  return load_cnn(family(), options, engine, store);
}

constexpr DetectorKind kDetectors[] = {
    {"retinaface", "RetinaFace, MobileNet-0.25: the default, a good balance", load<retinaface>},
    {"centerface", "CenterFace: the most accurate on small faces, the slowest of the three CNNs",
     load<centerface>},
    {"yunet-n", "YuNet: the fastest CNN", load<yunet>},
#ifdef MIEN_WITH_DLIB
    {"hog", "HOG + SVM of dlib: the baseline", load_hog},
    {"mmod", "MMOD CNN of dlib", load_mmod},
#endif
};

}  // namespace

std::span<const DetectorKind> detectors() { return kDetectors; }

std::unique_ptr<DetectorModel> load_detector(const DetectorOptions& options, infer::Engine& engine,
                                             const infer::ModelStore& store) {
  // Written so that NaN is refused too.
  if (!(options.min_confidence >= 0 && options.min_confidence < 1)) {
    throw Error(ErrorKind::usage, "min_confidence " + std::to_string(options.min_confidence),
                "not a confidence", "from 0 (the detector's default) to below 1");
  }
  for (const DetectorKind& kind : kDetectors) {
    if (kind.name == options.name) return kind.load(options, engine, store);
  }
  std::vector<std::string> names;
  for (const DetectorKind& kind : kDetectors) names.emplace_back(kind.name);
  throw Error(ErrorKind::usage, "detector '" + options.name + "'", "no such detector in this build",
              did_you_mean(options.name, names));
}

}  // namespace mien::face
