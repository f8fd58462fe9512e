#include "base/one_line.h"

#include <utility>

#include "base/utf8.h"

namespace mien {

namespace {

/// From, to: C1 (U+009B is ESC [ to some terminals), line breaks, marks of direction and what is
/// invisible. Scripts need the joiners, U+200C and U+200D. UTF-8 sorts as its code points do.
constexpr std::pair<std::string_view, std::string_view> kControls[] = {
    {"\u0080", "\u009f"}, {"\u061c", "\u061c"}, {"\u200b", "\u200b"}, {"\u200e", "\u200f"},
    {"\u2028", "\u202e"}, {"\u2060", "\u2069"}, {"\ufeff", "\ufeff"}};

/// Bytes of the control character at the front; 0: there is none.
std::size_t control_at(std::string_view text) {
  const auto byte = static_cast<unsigned char>(text[0]);
  if (byte < ' ' || byte == 0x7f) return 1;
  for (const auto& [from, to] : kControls) {
    const std::string_view front = text.substr(0, from.size());
    if (front >= from && front <= to) return from.size();
  }
  return 0;
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
