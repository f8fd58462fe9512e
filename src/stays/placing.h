#pragma once
/// \file A stay cut by what was shown meanwhile.

#include <span>
#include <string>
#include <vector>

#include "stays/exposure.h"

namespace mien::audience {

/// What a camera's people could see for a while: a line of a play log.
struct Played {
  std::string camera;
  std::string zone;  ///< of the camera; empty: all of it
  std::string content;
  WallTime begin, end;  ///< begin ≤ time < end, on the camera's clock
};

/// What was shown in `zone` at `time`; null: nothing that is known of. Of several, that of a zone
/// goes before that of the whole camera, then what began last, then what ended first.
const Played* played_at(std::span<const Played> shown, WallTime time, std::string_view zone);

/// The stays that a stay is, with what was `shown` to it: as Observer would have had them from the
/// same glances, each in front of what was shown then, or of the stay's own content where nothing
/// is known to have been shown. Parts that are too short to be stays are none; `visit` counts on
/// from the stay's; `seen` is the stay's. Without a course the stay is one part: of the one content
/// that was shown all the time, else as it was, with `uncut` set where that is wrong. Pure.
std::vector<Exposure> placed(const Exposure& seen, std::span<const Played> shown,
                             bool* uncut = nullptr);

}  // namespace mien::audience
