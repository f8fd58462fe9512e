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
  std::string detector = "auto";
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

/// One part that mien uses, as it is on this machine.
struct Finding {
  std::string part, state;
  std::string remedy;     ///< how to get it, or how to mend it; empty: all is well
  bool optional = false;  ///< nothing that was asked for needs it, or it is fetched when it is needed
};
/// What `mien doctor` says: tables, parts, and one sentence on what the program is ready for.
struct Diagnosis {
  MachineTable hardware, software;
  std::vector<Finding> findings;
  std::string verdict;
};
/// `path`: folders of programs, as the variable PATH has them. Fetches nothing.
Diagnosis diagnose(const ModelStorePaths&, const std::string& path);
/// The sentence: "Ready for run, serve, bench. Optional, not there: MPI (apt-get install …)."
std::string verdict_of(const std::vector<Finding>&);

}  // namespace mien::lab
