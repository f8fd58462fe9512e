#pragma once
/// \file Average precision of a detector on labelled pictures.

#include <atomic>
#include <filesystem>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "mien/pipeline.h"

namespace mien::eval {

struct EvalDetectOptions {
  std::filesystem::path images;        ///< root folder of the images that the ground truth names
  std::filesystem::path ground_truth;  ///< WIDER FACE's, COCO's or YOLO's: as of `read_truth`
  std::string face_class;              ///< COCO's and YOLO's class; empty: the only one, or "face"
  std::vector<std::string> detectors = {"auto"};  ///< at least one
  std::string precision = "auto";
  int width = 640;
  int upsample = 0;
  std::filesystem::path out;  ///< folder for the precision/recall curve (SVG and CSV); empty: none
};

/// Average precision at IoU 0.5, by face height at 640 px longest side (≥ 10, 20, 40, 80), with the
/// curve and its best point; the contract's object. Of several detectors a list of these under
/// "results", one after another on the same images.
nlohmann::json eval_detect(
    const EvalDetectOptions&, const ModelStorePaths&,
    const std::function<void(std::size_t done, std::size_t all)>& progress = {},
    const std::atomic<bool>* stop = nullptr);

}  // namespace mien::eval
