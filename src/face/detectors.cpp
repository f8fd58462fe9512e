#include "face/detectors.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "mien/error.h"

#include "base/text.h"
#include "face/centerface.h"
#include "face/retinaface.h"
#include "face/scrfd.h"
#include "face/yolo_face.h"
#include "face/yunet.h"
#ifdef MIEN_WITH_DLIB
#include "face/dlib_detectors.h"
#endif

namespace mien::face {
namespace {

struct HeadRow {
  Head told;
  const CnnFamily& (*family)();
};

constexpr HeadRow kHeads[] = {
    {{"retinaface", "two square priors at each cell of three grids"}, retinaface},
    {{"yunet", "one candidate at each cell of three grids"}, yunet},
    {{"centerface", "a heat map of face centres"}, centerface},
    {{"scrfd", "distances to the box's sides, as InsightFace exports it"}, scrfd},
    {{"yolo-face", "YOLOv5-, v7-, v8-face and later, the grid inside the model"}, yolo_face},
};

/// Those that are no network of the engine's.
constexpr DetectorKind kNative[] = {
#ifdef MIEN_WITH_DLIB
    {"hog", "HOG + SVM of dlib: the baseline", load_hog},
    {"mmod", "MMOD CNN of dlib", load_mmod},
#else
    {"", "", nullptr},  // an array has at least one row
#endif
};

const CnnFamily& family_of(const infer::ModelEntry& entry) {
  for (const HeadRow& head : kHeads)
    if (head.told.name == entry.head) return head.family();
  std::vector<std::string> names;
  for (const HeadRow& head : kHeads) names.emplace_back(head.told.name);
  throw Error(ErrorKind::model, entry.name, "no head is called '" + entry.head + "'",
              did_you_mean(entry.head, names));
}

}  // namespace

std::vector<Head> heads() {
  std::vector<Head> all;
  for (const HeadRow& head : kHeads) all.push_back(head.told);
  return all;
}

std::vector<std::string> detector_names(const infer::ModelStore& store) {
  std::vector<std::string> names;
  for (const infer::ModelEntry& entry : store.entries())
    if (!entry.head.empty()) names.push_back(entry.name);
  for (const DetectorKind& kind : kNative)
    if (kind.load != nullptr) names.emplace_back(kind.name);
  return names;
}

std::unique_ptr<DetectorModel> load_detector(const DetectorOptions& options, infer::Engine& engine,
                                             const infer::ModelStore& store) {
  // Written so that NaN is refused too.
  if (!(options.min_confidence >= 0 && options.min_confidence < 1)) {
    throw Error(ErrorKind::usage, "min_confidence " + std::to_string(options.min_confidence),
                "not a confidence", "from 0 (the detector's default) to below 1");
  }
  for (const DetectorKind& kind : kNative)
    if (kind.load != nullptr && kind.name == options.name) return kind.load(options, engine, store);
  for (const infer::ModelEntry& entry : store.entries())
    if (!entry.head.empty() && entry.name == options.name)
      return load_cnn(family_of(entry), store.find(entry.name), options, engine, store);
  throw Error(ErrorKind::usage, "detector '" + options.name + "'", "no such detector in this build",
              did_you_mean(options.name, detector_names(store)));
}

}  // namespace mien::face
