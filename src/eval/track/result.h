#pragma once
/// \file What a run said of the people in a film: the sights of each track, collected while it runs
/// or read from its folder.

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "mien/stages.h"

#include "eval/track/rectangle.h"

namespace mien::eval {

/// One face of one searched frame. `box`: 0..1 of the picture, within it.
struct TruthSight {
  Rectangle box;
  std::string label;  ///< "unknown" too
  std::string zone, content;
};

struct SeenTrack {
  std::map<std::int64_t, TruthSight> sights;  ///< by frame of the film, from 0
  double dwell_s = 0;                         ///< as the run says: end − start
};

/// Of one input, by the track's id.
using SeenTracks = std::map<std::int64_t, SeenTrack>;

/// A sink that keeps what it is told. Used by one thread at a time, as sinks are.
class TrackCollector final : public Sink {
 public:
  void frame(const std::string& input, const FrameResult& result) override;
  void track(const std::string& input, const Track& ended) override;

  const std::map<std::string, SeenTracks>& inputs() const { return inputs_; }

 private:
  std::map<std::string, SeenTracks> inputs_;
};

/// events.jsonl and tracks.csv of a finished run, by input. Throws Error(input): which file and
/// line, what is wrong, what to do.
std::map<std::string, SeenTracks> read_run_tracks(const std::filesystem::path& folder);

/// The inputs of the run, those that nobody was seen in among them: in the order of its
/// summary.json; without one those of `seen`. Throws Error(input) where it is no summary.
std::vector<std::string> read_run_inputs(const std::filesystem::path& folder,
                                         const std::map<std::string, SeenTracks>& seen);

}  // namespace mien::eval
