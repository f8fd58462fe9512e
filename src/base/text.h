#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace mien {

/// The candidate nearest to `word` by edit distance, where it is near enough to be a slip of the
/// fingers.
std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates);

/// "did you mean 'X'?" or "one of: a, b, c": the remedy for an unknown name.
std::string did_you_mean(std::string_view word, std::span<const std::string> candidates);

/// "1 rating", "3 ratings"; `many` is `one` + "s" where it is not given. Pure.
std::string counted(std::int64_t count, std::string_view one, std::string_view many = {});

/// `page` with each {{name}} replaced, in one pass: what is inserted is never looked at again.
/// Throws Error(internal) where it names a part that is not given.
std::string fill_template(std::string_view page,
                          std::span<const std::pair<std::string_view, std::string_view>> parts);

}  // namespace mien
