#pragma once
/// \file What of a message fits into the tables. Messages are others': a store's that was taken
/// over, or whoever may write to the broker.

#include <cmath>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace mien::receivers {

/// Discarded where it is no JSON, or nested deeper than any message of ours: writing it out again
/// would go as deep on the stack. Throws nothing.
nlohmann::json pg_message_in(std::string_view text);

/// Empty where it is absent or no text.
std::string pg_text_in(const nlohmann::json& message, const char* name);

/// A whole number of that type, a float without its fraction; none where it is another thing or out
/// of range.
template <class Whole>
std::optional<Whole> pg_whole_of(const nlohmann::json& value) {
  using Limits = std::numeric_limits<Whole>;
  if (value.is_number_unsigned()) {
    const auto number = value.get<std::uint64_t>();
    return number <= static_cast<std::uint64_t>(Limits::max())
               ? std::optional(static_cast<Whole>(number))
               : std::nullopt;
  }
  if (value.is_number_integer()) {
    const auto number = value.get<std::int64_t>();
    return number >= Limits::min() && number <= Limits::max()
               ? std::optional(static_cast<Whole>(number))
               : std::nullopt;
  }
  if (!value.is_number_float()) return std::nullopt;
  const double number = std::trunc(value.get<double>());
  // Both ends are powers of two, which a double holds.
  constexpr double kEnd = -static_cast<double>(Limits::min());
  return number >= -kEnd && number < kEnd ? std::optional(static_cast<Whole>(number))
                                          : std::nullopt;
}

template <class Whole>
std::optional<Whole> pg_whole_in(const nlohmann::json& message, const char* name) {
  const auto found = message.find(name);
  return found == message.end() ? std::nullopt : pg_whole_of<Whole>(*found);
}

/// Why no fact can be of that time, in words; empty: it can. Each month has a table of its own, and
/// the database holds only so many locks at once: facts are of the ten years before `now_ms` (mien
/// is not older; a hub that is set up anew reads all that Kafka kept), or of the day after, as far
/// as a clock may be ahead. Pure.
std::string pg_time_trouble(const nlohmann::json& message, std::int64_t time_ms,
                            std::int64_t now_ms);

/// May a message of that kind be counted? Names have a length that an index takes, and figures a
/// size that no sum of them overflows. Pure.
bool pg_fits(std::string_view kind, const nlohmann::json& message);

}  // namespace mien::receivers
