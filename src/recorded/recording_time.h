#pragma once
/// \file When a recording was made, by rule.

#include <optional>
#include <string>

#include "base/time.h"

namespace mien::recorded {

/// A time without a zone is on the store's clock (mien::reading_of). Nullopt where `text` is none.
std::optional<ClockReading> store_time(const std::string& text, const UtcOffset& clock);
/// ", the first of two such times (…)"; empty where the clock showed it once. `clock`: the store's.
std::string words_of(const ClockReading& reading, const UtcOffset& clock);

struct RecordingTime {
  WallTime time;
  std::string from;  ///< what it was taken from, in words; empty: the recording says it itself
};

/// The container's creation_time; else date and time in the file's name; else the file's last
/// change less the recording's length. Times to come count as none. Nullopt where `input` is no
/// file: a camera, or nothing that can be read.
/// `pattern`: how names tell it, as strptime has it (recorded::time_in_name); empty: by rule.
std::optional<RecordingTime> when_recorded(const std::string& input, const UtcOffset& clock,
                                           const std::string& pattern = {});

}  // namespace mien::recorded
