#pragma once
/// \file `mien eval track`: inputs beside their truths, each and all together.

#include <filesystem>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "eval/track/result.h"

namespace mien::eval {

struct EvalTrackOptions {
  std::vector<std::filesystem::path> truths;  ///< one for each input in order, or one that all show
  double fill_s = 2;                          ///< seconds, see compare_tracks
};

/// Throws Error(usage) where `options` has neither one truth nor one for each input: before the
/// work.
void check_truths(const EvalTrackOptions& options, const std::vector<std::string>& inputs);

/// The contract's object. `inputs`: their names in order; one without tracks in `seen` saw nobody.
/// Throws as check_truths does, and Error(input) where a truth cannot be read.
nlohmann::json eval_track(const EvalTrackOptions& options, const std::vector<std::string>& inputs,
                          const std::map<std::string, SeenTracks>& seen);

}  // namespace mien::eval
