#include "infer/python_bytes.h"

#include <algorithm>

#include <fmt/format.h>

#include "mien/error.h"

namespace mien::infer {

namespace {

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// A position in the source. Every read is checked against the end.
class Literals {
 public:
  Literals(std::string_view source, std::size_t position, std::string where)
      : source_(source), at_(position), where_(std::move(where)) {}

  Bytes read() {
    Bytes bytes;
    skip_blank(false);
    const bool enclosed = take("(");
    bool any = false;
    for (skip_blank(enclosed); start_literal(); skip_blank(enclosed)) {
      read_body(bytes);
      any = true;
    }
    if (!any) fail("is not a bytes literal");
    if (enclosed && !take(")")) fail("has no closing parenthesis");
    // What is left of the line may be a comment, nothing that would change the value.
    skip_blank(false);
    if (at_ < source_.size() && source_[at_] != '\n' && source_[at_] != '\r' && source_[at_] != ';')
      fail("contains more than bytes literals");
    return bytes;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    const auto line =
        1 + std::count(source_.begin(), source_.begin() + static_cast<long>(at_), '\n');
    throw Error(ErrorKind::model, fmt::format("{}:{}", where_, line), "the value " + what);
  }

  bool take(std::string_view text) {
    if (source_.substr(at_, text.size()) != text) return false;
    at_ += text.size();
    return true;
  }

  // Blanks, comments and continued lines; line breaks too where they mean nothing.
  void skip_blank(bool line_breaks) {
    while (at_ < source_.size()) {
      const char c = source_[at_];
      if (c == ' ' || c == '\t' || (line_breaks && (c == '\n' || c == '\r'))) {
        ++at_;
      } else if (c == '#') {
        while (at_ < source_.size() && source_[at_] != '\n') ++at_;
      } else if (!take("\\\n") && !take("\\\r\n")) {
        return;
      }
    }
  }

  // b, B, rb, bR … and the opening quotes.
  bool start_literal() {
    std::size_t end = at_;
    bool bytes = false;
    raw_ = false;
    for (; end < source_.size() && end < at_ + 2 && is_word(source_[end]); ++end) {
      const char c = source_[end];
      bool& seen = c == 'b' || c == 'B' ? bytes : raw_;
      if ((c != 'b' && c != 'B' && c != 'r' && c != 'R') || seen) return false;
      seen = true;
    }
    if (!bytes || end >= source_.size() || (source_[end] != '\'' && source_[end] != '"'))
      return false;
    at_ = end;
    const std::string three(3, source_[at_]);
    quotes_ = take(three) ? three : three.substr(0, 1);
    if (quotes_.size() == 1) ++at_;
    return true;
  }

  void read_body(Bytes& bytes) {
    while (!take(quotes_)) {
      if (at_ >= source_.size()) fail("ends within a literal");
      const char c = source_[at_++];
      if (c == '\\') {
        read_escape(bytes);
      } else if (static_cast<unsigned char>(c) >= 0x80) {
        fail("has a character that is not ASCII");
      } else if ((c == '\n' || c == '\r') && quotes_.size() == 1) {
        fail("has a line break within a literal");
      } else if (c == '\r') {  // Python reads every kind of line break as \n
        take("\n");
        bytes.push_back('\n');
      } else {
        bytes.push_back(static_cast<unsigned char>(c));
      }
    }
  }

  void read_escape(Bytes& bytes) {
    if (at_ >= source_.size()) fail("ends within an escape");
    const char c = source_[at_++];
    if (c == '\r') take("\n");
    if (raw_) {
      bytes.push_back('\\');
      bytes.push_back(static_cast<unsigned char>(c == '\r' ? '\n' : c));
      return;
    }
    if (c == '\n' || c == '\r') return;  // a continued line
    if (c == 'x') return bytes.push_back(read_hex());
    if (c >= '0' && c <= '7') return bytes.push_back(read_octal(c));
    constexpr std::string_view kNames = "abfnrtv\\'\"", kValues = "\a\b\f\n\r\t\v\\'\"";
    if (const auto known = kNames.find(c); known != std::string_view::npos)
      return bytes.push_back(static_cast<unsigned char>(kValues[known]));
    bytes.push_back('\\');  // an unknown escape stands for itself
    bytes.push_back(static_cast<unsigned char>(c));
  }

  unsigned char read_hex() {
    if (source_.size() - at_ < 2) fail("ends within an escape");
    const int high = hex_value(source_[at_]), low = hex_value(source_[at_ + 1]);
    if (high < 0 || low < 0) fail("has \\x without two hex digits");
    at_ += 2;
    return static_cast<unsigned char>(high * 16 + low);
  }

  // One to three digits; Python keeps the low eight bits.
  unsigned char read_octal(char first) {
    int value = first - '0';
    for (int i = 0; i < 2 && at_ < source_.size(); ++i) {
      if (source_[at_] < '0' || source_[at_] > '7') break;
      value = value * 8 + (source_[at_++] - '0');
    }
    return static_cast<unsigned char>(value & 0xff);
  }

  std::string_view source_;
  std::size_t at_;
  std::string where_;
  bool raw_ = false;
  std::string quotes_;
};

// Behind the `=` of `variable = …` at the start of a line; npos where there is none.
std::size_t behind_assignment(std::string_view source, std::string_view variable) {
  for (std::size_t line = 0; line < source.size();) {
    std::string_view rest = source.substr(line);
    if (rest.substr(0, variable.size()) == variable) {
      std::size_t at = variable.size();
      while (at < rest.size() && (rest[at] == ' ' || rest[at] == '\t')) ++at;
      if (rest.substr(at).starts_with(": bytes")) {
        at += 7;
        while (at < rest.size() && (rest[at] == ' ' || rest[at] == '\t')) ++at;
      }
      if (at < rest.size() && rest[at] == '=' && rest.substr(at, 2) != "==") return line + at + 1;
    }
    const auto end = source.find('\n', line);
    if (end == std::string_view::npos) break;
    line = end + 1;
  }
  return std::string_view::npos;
}

}  // namespace

Bytes bytes_literal(std::string_view source, std::string_view variable, const std::string& where) {
  const std::size_t position = behind_assignment(source, variable);
  if (variable.empty() || position == std::string_view::npos)
    throw Error(ErrorKind::model, where, fmt::format("assigns no '{}'", variable));
  return Literals(source, position, where).read();
}

}  // namespace mien::infer
