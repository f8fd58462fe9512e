#pragma once
/// \file Faces of single frames → counts per second: all that the database keeps of them.

#include <array>
#include <map>
#include <string>
#include <vector>

#include "mien/types.h"

namespace mien::sink {

/// What one input showed in one second of stream time.
struct SecondRow {
  std::string input;  ///< valid UTF-8
  std::int64_t second = 0;
  std::int64_t frames = 0, faces = 0;  ///< inferred frames, with and without faces; faces in them
  std::array<std::int64_t, kEmotions + 1> labels{};  ///< faces per label, `unknown` last
  std::int64_t read = 0;            ///< faces of known expression whose valence was computed
  double valence = 0, arousal = 0;  ///< sums over those
};

/// Adds frames to the current second of each input. Used by one thread at a time.
class SecondCounter {
 public:
  /// Adds a frame; a second that it ends goes to `done`, if it had faces.
  void add(const std::string& input, const FrameResult& result, std::vector<SecondRow>& done);
  /// Ends all open seconds.
  void finish(std::vector<SecondRow>& done);

 private:
  std::map<std::string, SecondRow> open_;  ///< by input as given
};

}  // namespace mien::sink
