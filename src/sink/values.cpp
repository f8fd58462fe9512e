#include "sink/values.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include <fmt/format.h>

namespace mien::sink {

namespace {

constexpr std::int64_t kPowers[] = {1, 10, 100, 1000, 10000, 100000, 1000000};

// Below 2^53, so that the division in `rounded` gives the double nearest to the decimal.
std::int64_t scaled(double value, int digits) {
  return std::llround(std::clamp(finite(value), -1e9, 1e9) * static_cast<double>(kPowers[digits]));
}

double affect(double value) { return std::isnan(value) ? value : rounded(value, kScoreDigits); }

}  // namespace

double finite(double value) { return std::isfinite(value) ? value : 0; }

double rounded(double value, int digits) {
  return static_cast<double>(scaled(value, digits)) / static_cast<double>(kPowers[digits]);
}

void append_affect(std::string& out, double value, std::string_view none) {
  if (std::isnan(value))
    out += none;
  else
    append_decimal(out, value, kScoreDigits);
}

void append_integer(std::string& out, std::int64_t value) {
  const fmt::format_int text(value);
  out.append(text.data(), text.size());
}

void append_decimal(std::string& out, double value, int digits) {
  std::int64_t number = scaled(value, digits);
  if (number < 0) {
    out += '-';
    number = -number;
  }
  append_integer(out, number / kPowers[digits]);
  out += '.';
  std::int64_t rest = number % kPowers[digits];
  do {
    const std::int64_t unit = digits > 0 ? kPowers[--digits] : 1;
    out += static_cast<char>('0' + rest / unit);
    rest %= unit;
  } while (rest > 0);
}

std::int64_t nanoseconds_of(double seconds) {
  return std::llround(std::clamp(finite(seconds), -9e9, 9e9) * 1e9);
}

std::string json_quoted(std::string_view text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string utf8(std::string_view text) {
  return nlohmann::json::parse(json_quoted(text)).get<std::string>();
}

ClippedBox clipped(const Box& box, const FrameInfo& frame) {
  ClippedBox place;
  if (frame.width <= 0 || frame.height <= 0) return place;
  const auto share = [](double value, int side) {
    return std::clamp(finite(value) / side, 0.0, 1.0);
  };
  place.x_min = share(box.x, frame.width);
  place.y_min = share(box.y, frame.height);
  place.x_max = std::max(place.x_min, share(box.right(), frame.width));
  place.y_max = std::max(place.y_min, share(box.bottom(), frame.height));
  place.x = std::llround(place.x_min * frame.width);
  place.y = std::llround(place.y_min * frame.height);
  place.w = std::llround(place.x_max * frame.width) - place.x;
  place.h = std::llround(place.y_max * frame.height) - place.y;
  return place;
}

std::string place_of(const std::string& input, const Track& track) {
  if (track.file.empty()) return utf8(input);
  return utf8(input + (input.ends_with('/') ? "" : "/") + track.file);
}

TrackRow row_of(const Track& track) {
  const Expression& expression = track.expression;
  return {.id = track.id,
          .frames = track.frames,
          .start_s = rounded(track.start_s, kSecondDigits),
          .end_s = rounded(track.end_s, kSecondDigits),
          .confidence = rounded(expression.confidence, kScoreDigits),
          .valence = affect(expression.valence),
          .arousal = affect(expression.arousal),
          .best_frame_s = rounded(track.best_frame_s, kSecondDigits),
          .emotion = name_of(expression.label)};
}

}  // namespace mien::sink
