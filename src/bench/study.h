#pragma once
/// \file What bench, tune and density have in common: repeats, the reference, words to the user.

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "mien/error.h"

#include "bench/faces.h"
#include "bench/job.h"

namespace mien::bench {

class TimeBudget;

struct StudyTools {
  Measurer measure;
  /// Told what is being done, and which share (0..1) of the whole is; may be empty.
  std::function<void(const std::string& what, double share)> progress;

  /// Told a line for those who read a log instead of a screen; may be empty.
  std::function<void(const std::string& line)> note;

  void tell(const std::string& line) const {
    if (note) note(line);
  }
  void say(const std::string& what, double share) const {
    if (progress) progress(what, std::clamp(share, 0.0, 1.0));
  }
};

/// Repeats of one job. After an error there are no more.
struct Series {
  Job job;
  std::vector<Measurement> runs;
  std::string error;                     ///< why it could not be measured; empty: it was
  ErrorKind kind = ErrorKind::internal;  ///< of the error

  bool failed() const { return !error.empty(); }
  std::vector<double> fps() const;
  double median_fps() const;  ///< 0 without runs
  /// Median over the runs of the CPU ms per frame of a stage.
  double stage_ms(const char* stage) const;
};

/// Whose turn it is as the `i`th of a round: each round begins with another, so that a slow moment
/// of the machine meets all alike.
inline Series& in_turn(std::vector<Series>& series, int round, std::size_t i) {
  return series[(i + static_cast<std::size_t>(round)) % series.size()];
}

/// Runs a job once and keeps the result or the error in the series. `Interrupted` goes through.
void measure_once(Series& series, const StudyTools& tools);

/// `rounds` rounds in which every series runs once, in turn. `from`, `to`: share of the whole work
/// that this is, for the progress. `settled`: series are left out after kLeastRounds whose runs lie
/// within this share of their median. `budget`: runs that do not fit into it are left out.
void interleave(std::vector<Series>& series, int rounds, const StudyTools& tools,
                const std::string& what, double from, double to, double settled = 0,
                TimeBudget* budget = nullptr);

inline constexpr int kLeastRounds = 3;

/// Makes a job long enough: passes for `seconds` at `fps`, where a pass has `frames`; at least one
/// for each worker, that none is idle where an input cannot be cut. What takes much longer is cut
/// after that time, where it `may_be_cut`.
void set_length(Job& job, double seconds, double fps, double frames, int workers, bool may_be_cut);

/// Which frames an approach infers when approaches are held against each other: every one, or, of
/// those that track between detections, `detect_fps` a second. These then decode only what the
/// detections need, and without H.264's loop filter.
void choose_frames(Job& job, double detect_fps);

/// JSON of the machine: {"hardware": {…}, "software": {…}}.
nlohmann::json machine_json();

/// The best detector's faces, against which every other is held.
struct Reference {
  std::string detector;
  int width = 0;
  double frames_per_second = 0;  ///< of stream time
  Seen seen;
  std::int64_t faces = 0;  ///< large enough to count
  nlohmann::json to_json() const;
};

/// Which detector is the reference and where its faces are kept.
struct ReferenceOptions {
  std::vector<std::string> inputs;
  std::string detector = "centerface";
  int width = 1280;
  double frames_per_second = 2;
  double seconds = 0;            ///< ends the look; 0: at the end of the inputs
  std::filesystem::path folder;  ///< reference.jsonl in it is used where it fits, else made
};

/// Measured once per folder: a file made from the same inputs (size and time of change) and
/// settings is used again. Throws as the measurer does, and where `measure` failed the series.
Reference make_reference(const ReferenceOptions& options,
                         const std::function<void(Series&)>& measure);
Reference make_reference(const ReferenceOptions& options, const StudyTools& tools);

}  // namespace mien::bench
