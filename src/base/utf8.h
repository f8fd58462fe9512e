#pragma once
#include <string>
#include <string_view>

namespace mien {

/// Is every byte part of a well-formed code point (no surrogates, nothing overlong)?
bool is_utf8(std::string_view text);

/// `text` with each byte that is part of none replaced by U+FFFD.
std::string as_utf8(std::string_view text);

}  // namespace mien
