#include "base/one_line.h"

#include "base/utf8.h"

namespace mien {

namespace {

/// Bytes of the control character at the front; 0: there is none. C1 too (U+009B is ESC [ to some
/// terminals), line breaks, marks of direction and what is invisible: U+061C, U+200B, U+200E and
/// U+200F, U+2028 to U+202E, U+2060 to U+2069, U+FEFF. Scripts need the joiners, U+200C and U+200D.
std::size_t control_at(std::string_view text) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
  };
  if (byte(0) < ' ' || byte(0) == 0x7f) return 1;
  if (byte(0) == 0xc2 && byte(1) < 0xa0) return 2;
  if (byte(0) == 0xd8 && byte(1) == 0x9c) return 2;
  const auto among = [&](unsigned low, unsigned high) { return byte(2) >= low && byte(2) <= high; };
  const bool general = byte(0) == 0xe2 && byte(1) == 0x80 &&
                       (among(0xa8, 0xae) || among(0x8e, 0x8f) || among(0x8b, 0x8b));
  const bool isolates = byte(0) == 0xe2 && byte(1) == 0x81 && among(0xa0, 0xa9);
  const bool mark = byte(0) == 0xef && byte(1) == 0xbb && among(0xbf, 0xbf);
  return general || isolates || mark ? 3 : 0;
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
