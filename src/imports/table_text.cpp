#include "imports/table_text.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "mien/error.h"

#include "base/text.h"

namespace mien::imports {

namespace {

using namespace std::string_view_literals;

constexpr std::string_view kUtf8Mark = "\xef\xbb\xbf"sv, kLittleMark = "\xff\xfe"sv,
                           kBigMark = "\xfe\xff"sv;
constexpr std::string_view kLittle32 = "\xff\xfe\0\0"sv, kBig32 = "\0\0\xfe\xff"sv;
constexpr std::uint32_t kReplacement = 0xFFFD;

void append(std::string& out, std::uint32_t code) {
  const auto byte = [&](std::uint32_t value) { out += static_cast<char>(value); };
  if (code < 0x80) return byte(code);
  if (code < 0x800) {
    byte(0xC0 | code >> 6);
  } else {
    if (code < 0x10000) {
      byte(0xE0 | code >> 12);
    } else {
      byte(0xF0 | code >> 18);
      byte(0x80 | (code >> 12 & 0x3F));
    }
    byte(0x80 | (code >> 6 & 0x3F));
  }
  byte(0x80 | (code & 0x3F));
}

std::string from_utf16(std::string_view bytes, bool little) {
  const auto unit = [&](std::size_t at) {
    const auto first = static_cast<unsigned char>(bytes[at]);
    const auto second = static_cast<unsigned char>(bytes[at + 1]);
    return std::uint32_t{little ? second : first} << 8 | (little ? first : second);
  };
  std::string out;
  out.reserve(bytes.size() / 2 + bytes.size() / 8);
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
    std::uint32_t code = unit(at);
    if (code >= 0xD800 && code < 0xE000) {  // half of a pair
      const std::uint32_t other = code < 0xDC00 && at + 3 < bytes.size() ? unit(at + 2) : 0;
      const bool paired = other >= 0xDC00 && other < 0xE000;
      code = paired ? 0x10000 + ((code - 0xD800) << 10) + (other - 0xDC00) : kReplacement;
      at += paired ? 2 : 0;
    }
    append(out, code);
  }
  return out;
}

std::string from_windows_1252(std::string_view bytes) {
  constexpr std::uint16_t kUpper[32] = {
      0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
      0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
      0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};
  std::string out;
  out.reserve(bytes.size() + bytes.size() / 8);
  for (const char c : bytes) {
    const auto code = static_cast<unsigned char>(c);
    append(out, code >= 0x80 && code < 0xA0 ? kUpper[code - 0x80] : code);
  }
  return out;
}

/// Latin letters in UTF-16 have a 0 in every other byte; in no other text there is any.
std::string_view guessed(std::string_view bytes) {
  constexpr std::size_t kLooked = 4096;
  const std::string_view head = bytes.substr(0, std::min(bytes.size(), kLooked) & ~std::size_t{1});
  std::size_t zeros[2] = {};
  for (std::size_t i = 0; i < head.size(); ++i) zeros[i % 2] += head[i] == 0;
  const std::size_t units = head.size() / 2;
  const auto most = [&](std::size_t count) { return units > 0 && count * 5 > units * 3; };
  if (most(zeros[1]) && !most(zeros[0])) return "utf-16le";
  if (most(zeros[0]) && !most(zeros[1])) return "utf-16be";
  return "utf-8";
}

std::string_view marked(std::string_view bytes) {
  if (bytes.starts_with(kUtf8Mark)) return "utf-8";
  if (bytes.starts_with(kLittleMark)) return "utf-16le";
  if (bytes.starts_with(kBigMark)) return "utf-16be";
  return guessed(bytes);
}

}  // namespace

TableText::TableText(std::string_view bytes, std::string_view encoding, const std::string& file) {
  if (bytes.starts_with("PK\3\4"sv) || bytes.starts_with("\xd0\xcf\x11\xe0"sv))
    throw Error(ErrorKind::input, file, "is a spreadsheet's own format, not a table in text",
                "save it as CSV");
  if (std::ranges::find(kEncodings, encoding) == std::end(kEncodings)) {
    const std::vector<std::string> known(std::begin(kEncodings), std::end(kEncodings));
    throw Error(ErrorKind::usage, "encoding '" + std::string(encoding.substr(0, 40)) + "'",
                "is not known", did_you_mean(encoding, known));
  }
  if (encoding == "auto") {
    if (bytes.starts_with(kLittle32) || bytes.starts_with(kBig32))
      throw Error(ErrorKind::input, file, "is UTF-32", "save it as UTF-8");
    encoding = marked(bytes);
  }
  if (encoding == "utf-8") {
    text_ = bytes;
    if (text_.starts_with(kUtf8Mark)) text_.remove_prefix(kUtf8Mark.size());
    return;
  }
  if (encoding == "windows-1252") {
    own_ = from_windows_1252(bytes);
  } else {
    const bool mark = bytes.starts_with(kLittleMark) || bytes.starts_with(kBigMark);
    own_ = from_utf16(bytes.substr(mark ? 2 : 0), encoding == "utf-16le");
  }
  text_ = own_;
}

}  // namespace mien::imports
