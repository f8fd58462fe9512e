#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace mien {

/// A to Z as a to z, all else as it is.
std::string in_small_letters(std::string_view text);

/// The candidate that differs from `word`, and not `in_small_letters`.
std::optional<std::string> other_case_of(std::string_view word,
                                         std::span<const std::string> candidates);

}  // namespace mien
