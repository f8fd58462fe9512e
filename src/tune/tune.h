#pragma once
/// \file `mien tune`: the fastest configuration that sees enough, found within a given time.

#include <filesystem>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bench/budget.h"

namespace mien::tune {

using bench::Clock, bench::Job, bench::Measurement, bench::Series, bench::StudyTools,
    bench::TimeBudget;

struct TuneOptions {
  std::vector<std::string> inputs;
  std::vector<std::string> approaches;  ///< empty: the usual ones of this build
  std::vector<std::string> detectors, precisions = {"f32", "bf16"};
  std::vector<int> widths = {480, 640};
  /// The detector that `mien run` takes by itself: part of the default.
  std::string usual_detector = "yunet-n";
  double detect_fps = 5;  ///< of tracked approaches; 0: every frame is to be inferred
  std::string reference = "centerface";
  double min_recall = 0.9;       ///< share of the reference's faces
  double duration = 300;         ///< seconds for all of it, verification included
  bool grid = false;             ///< every configuration alike, whatever it takes
  double grid_seconds = 2;       ///< with `grid`: length of one measurement
  int cores = 1;                 ///< that the machine grants
  std::filesystem::path folder;  ///< for faces and the reference; exists
};

/// One configuration and what is known of it.
struct Trial {
  Job job;
  double fps = 0;                ///< of its longest measurement
  std::optional<double> recall;  ///< of its view
  int rung = -1;                 ///< last round that it took part in; −1: none
  double seconds = 0;            ///< length of that measurement
  bool sees_enough = true;       ///< false: it may not win
  bool asked = true;             ///< false: the default, where it was not asked for: it may not win
  /// "winner", "runner-up", "dropped", "recall too low", "not asked for", "not tried" (never
  /// measured), or the error.
  std::string verdict;
};

/// All configurations to choose from, and before them what `mien run` does by default.
struct TuneSpace {
  std::vector<Job> jobs;      ///< the default first
  bool default_asked = true;  ///< false: it is none of those to choose from
};
TuneSpace tune_space(const TuneOptions& options);

/// What a trial is, by name: {"approach": …, "workers": …, "OMP_NUM_THREADS": …}.
nlohmann::json settings_of(const Job& job);
/// Settings in which two differ, those counted that only one has.
int settings_apart(const Job& a, const Job& b);

/// Successive halving: every trial gets a short measurement, the best third a three times longer
/// one, and so on until two are left or `until` seconds of the study have passed. Trials with a
/// verdict are left out. Where there are more than the time allows, some are drawn (always the
/// first, always the same). Returns indices of what was measured, best first.
std::vector<std::size_t> halve(std::vector<Trial>& trials, TimeBudget& budget, double until);

/// From the first of `ranking`: measures all that differ from it in one setting, goes to the best
/// of them, and so on until none is better or the time is over. What halving never drew is found
/// so. Returns indices, best first.
std::vector<std::size_t> climb(std::vector<Trial>& trials, std::vector<std::size_t> ranking,
                               TimeBudget& budget, double until);

/// The search. The default is always among the last that run against each other, and wins unless
/// another is faster than it beyond doubt; where it was not asked for (`default_asked`), what was
/// is compared with it. Result: {"winner", "default", "default_asked", "default_is_best", "finding"
/// (a sentence), "trials": [{"settings", "fps", "recall", "rung", "verdict"}], "tried"
/// (how many were measured), "space" (how many there are), "verification", "changes", "views",
/// "min_recall", "best_yaml", "machine", "interrupted", …}. Where nothing was measured, "winner"
/// and "best_yaml" are null, and the finding says why. Throws Error(usage) where nothing sees
/// enough: names the best recall.
nlohmann::json tune(const TuneOptions& options, const StudyTools& tools, const Clock& clock);

}  // namespace mien::tune
