#pragma once
/// \file What players of signage say that they showed.

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audience/shown.h"
#include "imports/bad_lines.h"
#include "imports/table_time.h"

namespace mien::imports {

struct PlayLogOptions {
  std::string file = "play log";                   ///< for messages
  std::optional<std::chrono::minutes> utc_offset;  ///< of times that name no zone
  UtcOffset clock;                 ///< of those, where `utc_offset` is not given; may be empty
  std::string dates = "auto";      ///< "day-first", "month-first", or "auto": as the column tells
  std::string encoding = "auto";   ///< one of `kEncodings`
  std::string separator = "auto";  ///< "comma", "semicolon", "tab", "bar"
  /// The player's clock is so far ahead of the camera's: what it says begins that much earlier.
  std::chrono::milliseconds ahead{0};
  std::string camera;       ///< of all lines; empty: as screens and their names say
  std::string player_zone;  ///< of a player that shows several things at once: which; empty: all
  std::map<std::string, std::string> screens;   ///< screen → camera that looks at it
  std::map<std::string, std::string> contents;  ///< what the log calls it, as `plain` → content
};

struct PlayLog {
  std::string format;  ///< "table", "Xibo", "BrightSign"
  std::vector<audience::PlayLine> lines;
  std::vector<std::size_t> numbers;                ///< of the file, of each of them
  std::vector<BadLine> bad;                        ///< all others that should be one
  std::map<std::string, std::size_t> passed_over;  ///< lines that say nothing of contents, by why
  std::vector<std::string> ignored_columns;
  TimesRead times;
};

/// Reads any of:
/// - a table with a header: camera or screen (display, player, device), content (media, item,
/// asset,
///   creative, file), begin (start, from) and end (to), or duration in seconds; zone of the camera
///   where there is one;
/// - Xibo's export of proof of play (FromDT, ToDT, Display, Layout, Media): lines of media, of
///   layouts only where the file has no other; sums of several plays are refused;
/// - the log of a BrightSign player (L=p lines): its serial number is the screen, audio is passed
///   over.
/// A screen that no camera is named for is taken for a camera's own name. Throws Error(input) where
/// it is none of these, or a player's zones are several and none is chosen. Pure.
PlayLog read_play_log(std::string_view bytes, const PlayLogOptions& options);

/// Lines that cannot be taken at `now` become bad ones (audience::why_no_play).
void leave_out_untimely(PlayLog& log, WallTime now, int retention_days);

}  // namespace mien::imports
