#pragma once
/// \file How far a player's clock is ahead of the camera's, as those who watched tell it.

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "mien/figures.h"

#include "audience/shown.h"
#include "stays/exposure.h"

namespace mien::imports {

/// Seconds, in steps of a half. `stays`: those who saw a change, and by whom it is known.
struct ClockGuess {
  Estimate ahead;  ///< interval at 95 %
  std::int64_t stays = 0;
};
struct PlayerClock {
  std::optional<ClockGuess> guess;
  std::string why_not;  ///< in words, where there is none
};

/// The player's clock is ahead by what makes expressions differ most between contents: by the lag,
/// up to a minute either way, at which the log explains most of how each stay's expression varies.
/// Whoever takes a moment to respond makes it look that much smaller. A guess is made only where
///  - at least `least` stays (and 30) saw a change;
///  - no more than 1 of 100 logs that were shifted anew for each stay explain as much;
///  - stays drawn again and again (bootstrap) place 95 % of the lags within ten seconds.
/// `stays` have their courses. Pure.
PlayerClock guess_clock(std::span<const audience::Exposure> stays,
                        std::span<const audience::PlayLine> lines, int least = 1);

/// `taken_off_s`: what was given. For people.
std::string words_of(const PlayerClock& clock, double taken_off_s);

/// The same, of the newest stays in the file. Throws Error(output) where it cannot be read.
PlayerClock guess_clock(const std::filesystem::path& file,
                        std::span<const audience::PlayLine> lines, int least);

/// How far ahead, in seconds, the clock was that lines of the play log `source` in the file were
/// taken with; several: of several players, or told with different offsets. Throws Error(output).
std::vector<double> clocks_taken(const std::filesystem::path& file, const std::string& source);
/// "lines of this log were taken with 2 clocks (+0.0 s, +30.0 s ahead)…"; empty for one.
std::string words_of(const std::vector<double>& clocks_taken);

}  // namespace mien::imports
