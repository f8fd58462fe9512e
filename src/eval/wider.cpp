#include "eval/wider.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <string_view>
#include <unordered_set>

#include "mien/error.h"

namespace mien::eval {
namespace {

constexpr int kMaxFaces = 100'000;         // of one image; WIDER's most are under 2,000
constexpr int kMaxCoordinate = 1'000'000;  // pixels
constexpr std::size_t kNumbers = 10;
constexpr std::size_t kInvalid = 7;  // position of the mark
using Numbers = std::array<int, kNumbers>;

/// A whole number at the front of `text`, which is shortened by it; nothing where there is none.
std::optional<int> take_number(std::string_view& text) {
  int value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

void skip_blanks(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
}

/// Ten integers and nothing else.
std::optional<Numbers> numbers_of(std::string_view text) {
  Numbers numbers{};
  for (int& number : numbers) {
    const std::size_t before = text.size();
    skip_blanks(text);
    if (&number != numbers.data() && text.size() == before) return std::nullopt;
    const auto value = take_number(text);
    if (!value) return std::nullopt;
    number = *value;
  }
  skip_blanks(text);
  if (!text.empty()) return std::nullopt;
  return numbers;
}

/// Lines one after another, with one line of looking ahead.
class WiderReader {
 public:
  WiderReader(std::istream& text, const std::string& where) : text_(text), where_(where) {
    advance();
  }

  bool at_end() const { return !line_; }
  std::string_view line() const { return *line_; }
  int number() const { return number_; }
  const std::string& file() const { return where_; }

  void advance() {
    std::string next;
    if (!std::getline(text_, next)) {
      if (text_.bad()) fail("cannot be read");
      line_.reset();
      ++number_;
      return;
    }
    ++number_;
    if (!next.empty() && next.back() == '\r') next.pop_back();
    line_ = std::move(next);
  }

  [[noreturn]] void fail(const std::string& what) const {
    throw Error(ErrorKind::input, where_ + ":" + std::to_string(number_), what,
                "the format is that of WIDER FACE's wider_face_val_bbx_gt.txt");
  }

 private:
  std::istream& text_;
  const std::string& where_;
  std::optional<std::string> line_;
  int number_ = 0;
};

int read_count(WiderReader& reader) {
  if (reader.at_end()) reader.fail("ends where a number of faces should be");
  std::string_view text = reader.line();
  skip_blanks(text);
  const auto count = take_number(text);
  skip_blanks(text);
  if (!count || !text.empty() || *count < 0 || *count > kMaxFaces) {
    reader.fail("is not a number of faces");
  }
  reader.advance();
  return *count;
}

TruthFace read_face(WiderReader& reader) {
  if (reader.at_end()) reader.fail("ends where a face should be");
  const auto numbers = numbers_of(reader.line());
  if (!numbers) reader.fail("is not a face: ten integers are expected");
  for (std::size_t i = 0; i < 4; ++i) {
    if (std::abs((*numbers)[i]) > kMaxCoordinate) reader.fail("has a coordinate beyond any image");
  }
  reader.advance();
  const auto [x, y, w, h] = std::array{(*numbers)[0], (*numbers)[1], (*numbers)[2], (*numbers)[3]};
  TruthFace face;
  face.box = {static_cast<float>(x), static_cast<float>(y), static_cast<float>(w),
              static_cast<float>(h)};
  face.invalid = (*numbers)[kInvalid] != 0 || w <= 0 || h <= 0;
  return face;
}

TruthImage read_image(WiderReader& reader) {
  TruthImage image;
  image.name = reader.line();
  image.file = reader.file();
  image.line = reader.number();
  if (!is_image_name(image.name) || numbers_of(image.name))
    reader.fail("is not the name of an image");
  reader.advance();
  const int count = read_count(reader);
  if (count == 0 && !reader.at_end() && numbers_of(reader.line())) reader.advance();
  for (int i = 0; i < count; ++i) image.faces.push_back(read_face(reader));
  return image;
}

/// Nothing but blank lines may follow one.
void skip_blank_end(WiderReader& reader) {
  while (!reader.at_end()) {
    if (!reader.line().empty()) reader.fail("follows a blank line");
    reader.advance();
  }
}

}  // namespace

std::vector<TruthImage> parse_wider(std::istream& text, const std::string& where) {
  std::vector<TruthImage> images;
  std::unordered_set<std::string> names;
  WiderReader reader(text, where);
  while (!reader.at_end()) {
    if (reader.line().empty()) {
      skip_blank_end(reader);
      break;
    }
    const WiderReader& here = reader;
    if (names.contains(std::string(here.line()))) reader.fail("names an image a second time");
    images.push_back(read_image(reader));
    names.insert(images.back().name);
  }
  if (images.empty()) throw Error(ErrorKind::input, where, "names no images");
  return images;
}

std::vector<TruthImage> read_wider(const std::filesystem::path& file) {
  if (!std::filesystem::is_regular_file(file)) {
    throw Error(ErrorKind::input, file.string(), "is not a file",
                "name WIDER FACE's wider_face_val_bbx_gt.txt or a file in that format");
  }
  std::ifstream text(file);
  if (!text) throw Error(ErrorKind::input, file.string(), "cannot be read");
  return parse_wider(text, file.string());
}

}  // namespace mien::eval
