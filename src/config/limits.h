#pragma once
/// \file What numbers, and a notice's languages, may be: one table for the configuration's file, a
/// tuned profile, the command line and whatever checks a setting that came another way.
/// docs/configuration.md says the same.

#include <array>
#include <string>
#include <string_view>
#include <type_traits>

#include <fmt/format.h>

namespace mien::config {

/// low ≤ value ≤ high, and of whole numbers a multiple of `step`.
template <class Number>
struct Limit {
  Number low, high;
  const char* unit = "";  ///< follows the range in messages
  int step = 1;

  constexpr bool holds(Number value) const {
    if (!(value >= low && value <= high)) return false;
    if constexpr (std::is_same_v<Number, int>) return value % step == 0;
    return true;
  }
  /// "64 to 4096 pixels, a multiple of 32"
  std::string words() const {
    const std::string range = fmt::format("{} to {}{}", low, high, unit);
    return step == 1 ? range : fmt::format("{}, a multiple of {}", range, step);
  }
};

namespace limits {

/// Longest side of the network's input; the step is the coarsest stride of the detectors.
inline constexpr Limit<int> kWidth{64, 4096, " pixels", 32};
inline constexpr Limit<int> kWorkers{0, 1024, " (0: one per core)"};
inline constexpr Limit<double> kDetectFps{0, 1000, " frames a second (0: every frame)"};
inline constexpr Limit<double> kMinConfidence{0, 1};
inline constexpr Limit<int> kUpsample{0, 4};

inline constexpr Limit<double> kStallSeconds{1, 3600, " seconds"};
inline constexpr Limit<double> kIdleSeconds{1, 86'400, " seconds"};
inline constexpr Limit<double> kMaxLatencyMs{10, 60'000, " milliseconds"};
inline constexpr Limit<int> kMaxMegapixels{1, 256, " megapixels"};

inline constexpr Limit<int> kMinAudience{1, 10'000, " people"};
inline constexpr Limit<double> kMinDwellSeconds{0.1, 3600, " seconds"};
inline constexpr Limit<double> kGraceSeconds{0, 60, " seconds"};
inline constexpr Limit<int> kRatingWindowMinutes{1, 1440, " minutes"};
inline constexpr Limit<int> kRetentionDays{0, 36'500, " days (0: keep)"};

inline constexpr Limit<int> kPort{1, 65'535};
inline constexpr Limit<int> kMaxConnections{1, 10'000};
inline constexpr Limit<int> kOutboxMegabytes{1, 1'000'000, " MB"};
inline constexpr Limit<int> kOutboxDays{1, 366, " days"};
inline constexpr Limit<double> kOutboxRate{1, 1'000'000, " facts a second"};

inline constexpr Limit<int> kPrefetch{0, 86'400, " seconds (0: all that fits)"};
inline constexpr Limit<int> kStreams{0, 1024, " (0: one per worker)"};
inline constexpr Limit<int> kBatch{1, 64};
inline constexpr Limit<int> kBlasThreads{0, 1024, " (0: as OMP_NUM_THREADS says)"};

}  // namespace limits

/// What a content cannot be called: the API's address of it would be another answer's
/// (src/serve/routes.cpp).
inline constexpr std::array<std::string_view, 2> kTakenByTheApi = {"figures", "shown"};

/// ISO 639-1, English first: there is a text of the notice in each (src/notice/notice_words).
inline constexpr std::array<std::string_view, 6> kNoticeLanguages = {"en", "de", "fr",
                                                                     "es", "it", "nl"};

}  // namespace mien::config
