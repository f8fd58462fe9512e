#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace mien {

/// One line of well-formed UTF-8 of the first `longest` bytes, whatever was put in: what would move
/// a terminal's cursor, break the line or turn the direction of the text is a blank.
std::string one_line(std::string_view text, std::size_t longest);

}  // namespace mien
