#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace mien {

/// The candidate nearest to `word` by edit distance, where it is near enough to be a slip of the fingers.
std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates);

/// "did you mean 'X'?" or "one of: a, b, c": the remedy for an unknown name.
std::string did_you_mean(std::string_view word, std::span<const std::string> candidates);

}  // namespace mien
