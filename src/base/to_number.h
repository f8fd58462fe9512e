#pragma once
#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

namespace mien {

/// What the whole of `text` says, without blanks or a plus sign; nullopt where it is no number of
/// this type, or too large for it. Whatever the locale. Pure.
template <class Number>
std::optional<Number> to_number(std::string_view text) {
  Number value{};
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace mien
