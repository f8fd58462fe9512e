#include "base/one_line.h"

#include "base/utf8.h"

namespace mien {

namespace {

/// Bytes of the control character at the front; 0: there is none. C1 too (U+009B is ESC [ to some
/// terminals), and U+2028 to U+202E, U+2066 to U+2069: line breaks and directions.
std::size_t control_at(std::string_view text) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
  };
  if (byte(0) < ' ' || byte(0) == 0x7f) return 1;
  if (byte(0) == 0xc2 && byte(1) < 0xa0) return 2;
  const bool turns = byte(0) == 0xe2 && ((byte(1) == 0x80 && byte(2) >= 0xa8 && byte(2) <= 0xae) ||
                                         (byte(1) == 0x81 && byte(2) >= 0xa6 && byte(2) <= 0xa9));
  return turns ? 3 : 0;
}

}  // namespace

std::string one_line(std::string_view text, std::size_t longest) {
  const std::string whole = as_utf8(text.substr(0, longest));
  std::string line;
  for (std::size_t at = 0; at < whole.size();) {
    const std::size_t control = control_at(std::string_view(whole).substr(at));
    line.push_back(control > 0 ? ' ' : whole[at]);
    at += control > 0 ? control : 1;
  }
  return line;
}

}  // namespace mien
