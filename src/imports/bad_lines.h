#pragma once
/// \file Lines of a table that could not be read, told in as few words as there are causes.

#include <cstddef>
#include <string>
#include <vector>

#include "base/json.h"

namespace mien::imports {

struct BadLine {
  std::size_t line = 0;  ///< of the file, from 1
  std::string reason;
  std::string cause;  ///< equal for lines that one step mends together
};

/// Lines of one cause.
struct BadLines {
  std::size_t count = 0, first = 0;  ///< how many; the first one's number
  std::string reason;                ///< of the first one
  std::string remedy;                ///< what mends them all; empty where each is for itself
};

/// Causes in the order of their first lines. `query`: options are named as a request's parameters
/// ("dates=…") rather than as a command's ("--dates …").
std::vector<BadLines> by_cause(const std::vector<BadLine>& lines, bool query);

/// "line 5: REASON", "212 lines, the first is 5: REASON (REMEDY)".
std::string in_words(const BadLines& lines);

/// [{"line", "reason"}…] and [{"lines", "first", "reason", "remedy"}…], as commands and the API
/// have them.
Json json_of(const std::vector<BadLine>& lines);
Json json_of(const std::vector<BadLines>& causes);

namespace cause {
inline constexpr const char *kNoZone = "no zone", *kNoOrder = "order of dates",
                            *kNoTimeOfDay = "no time of day", *kNoTime = "no time",
                            *kNotUtf8 = "not UTF-8", *kRating = "rating", *kScale = "scale",
                            *kMoreFields = "more fields", *kAhead = "ahead", *kTooOld = "too old",
                            *kTaken = "id taken", *kNever = "never was", *kThousands = "thousands",
                            *kEnd = "end", *kZero = "zero";
}  // namespace cause

}  // namespace mien::imports
