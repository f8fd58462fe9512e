#pragma once
/// \file The second storey: measuring what the rooms below do.

#include <filesystem>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "mien/pipeline.h"

namespace mien::lab {

struct EvalDetectOptions {
  std::filesystem::path images;        ///< root folder of the images that the ground truth names
  std::filesystem::path ground_truth;  ///< WIDER FACE's wider_face_*_bbx_gt.txt
  std::string detector = "retinaface";
  std::string precision = "auto";
  int width = 640;
  int upsample = 0;
  std::filesystem::path out;  ///< folder for the precision/recall curve (SVG and CSV); empty: none
};

/// Average precision at IoU 0.5, by face height at 640 px longest side (≥ 10, 20, 40, 80); the
/// contract's object.
nlohmann::json eval_detect(
    const EvalDetectOptions&, const ModelStorePaths&,
    const std::function<void(std::size_t done, std::size_t all)>& progress = {},
    const std::atomic<bool>* stop = nullptr);

/// What `mien doctor` says: tables, and what is missing with how to get it.
struct Finding {
  std::string part, state, remedy;  ///< remedy empty: all is well
};
struct Diagnosis {
  MachineTable hardware, software;
  std::vector<Finding> findings;
};
Diagnosis diagnose(const ModelStorePaths&);

}  // namespace mien::lab
