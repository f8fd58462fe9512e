#pragma once
/// \file How numbers and texts are written, the same in every sink, so that files agree with each
/// other.

#include <cstdint>
#include <string>
#include <string_view>

#include "mien/types.h"

namespace mien::sink {

/// Decimals kept: of shares and scores, of places within 0..1 of the picture, of pixels, of
/// seconds.
inline constexpr int kScoreDigits = 4, kPlaceDigits = 6, kPixelDigits = 2, kSecondDigits = 3;

/// `value`, or 0 where it is NaN or infinite: readers expect a number, and JSON has no other.
double finite(double value);

/// `value` rounded to `digits` decimals (≤ 6), finite and within ±1e9.
double rounded(double value, int digits);

/// Appends rounded(value, digits) as text, without an exponent: "0.25", "-1.0". Parsed back it is
/// the same double.
void append_decimal(std::string& out, double value, int digits);
/// A valence or arousal likewise; `none` where it was not computed (NaN).
void append_affect(std::string& out, double value, std::string_view none);
void append_integer(std::string& out, std::int64_t value);

/// Stream time as integer nanoseconds.
std::int64_t nanoseconds_of(double seconds);

/// `text` as valid UTF-8: bytes that are none (file names may hold any) become U+FFFD.
std::string utf8(std::string_view text);

/// `text` as a JSON string with its quotes: escaped, valid UTF-8.
std::string json_quoted(std::string_view text);

/// A box clipped to the picture, as shares of its sides (0..1) and as whole pixels.
struct ClippedBox {
  double x_min = 0, y_min = 0, x_max = 0, y_max = 0;
  std::int64_t x = 0, y = 0, w = 0, h = 0;
};
ClippedBox clipped(const Box& box, const FrameInfo& frame);

/// A track's numbers as tracks.csv and mien.db both hold them.
struct TrackRow {
  std::int64_t id, frames;
  double start_s, end_s, confidence, valence, arousal, best_frame_s;  ///< affects NaN: not computed
  std::string_view emotion;  ///< a constant's name: outlives the row
};
TrackRow row_of(const Track& track);

/// The input that a track was seen in, as valid UTF-8; in a folder of pictures the picture's path.
std::string place_of(const std::string& input, const Track& track);

}  // namespace mien::sink
