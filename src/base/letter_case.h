#pragma once
#include <string>

namespace mien {

/// A to Z as a to z, all else as it is.
inline std::string in_small_letters(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

}  // namespace mien
