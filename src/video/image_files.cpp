#include <algorithm>
#include <array>
#include <cctype>
#include <cstring>
#include <filesystem>
#include <string_view>

#include "video/images.h"

namespace mien::video {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The number that begins at `at`, without leading zeros; `at` moves behind it.
std::string_view number_at(const std::string& text, std::size_t& at) {
  while (at < text.size() && text[at] == '0') ++at;
  const std::size_t begin = at;
  while (at < text.size() && is_digit(text[at])) ++at;
  return std::string_view(text).substr(begin, at - begin);
}

}  // namespace

AVCodecID image_codec(Bytes& bytes) {
  std::array<std::uint8_t, 16> head{};
  if (bytes.read_at(0, head.data(), head.size()) < 8) return AV_CODEC_ID_NONE;
  const auto begins = [&](std::string_view text, std::size_t at = 0) {
    return std::memcmp(head.data() + at, text.data(), text.size()) == 0;
  };
  if (begins("\xFF\xD8\xFF")) return AV_CODEC_ID_MJPEG;
  if (begins("\x89PNG\r\n\x1A\n")) return AV_CODEC_ID_PNG;
  if (begins("RIFF") && begins("WEBP", 8)) return AV_CODEC_ID_WEBP;
  if (begins(std::string_view("II*\0", 4)) || begins(std::string_view("MM\0*", 4))) {
    return AV_CODEC_ID_TIFF;
  }
  if (begins("BM") && begins(std::string_view("\0\0\0\0", 4), 6)) return AV_CODEC_ID_BMP;
  const bool blank = std::isspace(head[2]) != 0;
  if (begins("P6") && blank) return AV_CODEC_ID_PPM;
  if (begins("P5") && blank) return AV_CODEC_ID_PGM;
  return AV_CODEC_ID_NONE;
}

bool has_image_name(const std::string& name) {
  const std::size_t dot = name.rfind('.');
  if (dot == std::string::npos || dot == 0 || name[0] == '.') return false;
  std::string ending = name.substr(dot + 1);
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  constexpr std::string_view kEndings[] = {"jpg",  "jpeg", "png",  "bmp",
                                           "webp", "tif",  "tiff", "ppm"};
  return std::find(std::begin(kEndings), std::end(kEndings), ending) != std::end(kEndings);
}

bool natural_less(const std::string& a, const std::string& b) {
  std::size_t i = 0, j = 0;
  while (i < a.size() && j < b.size()) {
    if (is_digit(a[i]) && is_digit(b[j])) {
      const std::string_view x = number_at(a, i), y = number_at(b, j);
      if (x.size() != y.size()) return x.size() < y.size();
      if (x != y) return x < y;
    } else {
      if (a[i] != b[j]) return static_cast<unsigned char>(a[i]) < static_cast<unsigned char>(b[j]);
      ++i, ++j;
    }
  }
  const bool a_ended = i == a.size(), b_ended = j == b.size();
  if (a_ended != b_ended) return a_ended;
  return a < b;  // "img1" and "img01"
}

std::vector<std::string> images_in(const std::string& folder) {
  namespace fs = std::filesystem;
  std::vector<std::string> names;
  try {
    for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
      std::string name = entry.path().filename().string();
      std::error_code ignored;
      if (has_image_name(name) && entry.is_regular_file(ignored)) names.push_back(std::move(name));
    }
  } catch (const fs::filesystem_error& e) {
    throw Error(ErrorKind::input, folder, "this folder cannot be read: " + e.code().message());
  }
  if (names.empty()) {
    throw Error(ErrorKind::input, folder, "a folder without images",
                "looked for jpg, png, bmp, webp, tif, ppm; not in folders within it");
  }
  std::sort(names.begin(), names.end(), natural_less);
  for (std::string& name : names) name = (fs::path(folder) / name).string();
  return names;
}

}  // namespace mien::video
