#include "base/letter_case.h"

#include <algorithm>

namespace mien {

std::string in_small_letters(std::string_view text) {
  std::string small(text);
  for (char& c : small)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return small;
}

std::optional<std::string> other_case_of(std::string_view word,
                                         std::span<const std::string> candidates) {
  const std::string small = in_small_letters(word);
  const auto found = std::ranges::find_if(candidates, [&](const std::string& candidate) {
    return candidate != word && candidate.size() == word.size() &&
           in_small_letters(candidate) == small;
  });
  return found == candidates.end() ? std::nullopt : std::optional(*found);
}

}  // namespace mien
