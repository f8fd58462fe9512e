#include <algorithm>
#include <filesystem>
#include <string_view>
#include <vector>

#include "base/letter_case.h"
#include "base/passed_over.h"
#include "video/images.h"
#include "video/picture_kind.h"
#include "video/picture_stream.h"

namespace mien::video {
namespace {

namespace fs = std::filesystem;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The number that begins at `at`, without leading zeros; `at` moves behind it.
std::string_view number_at(const std::string& text, std::size_t& at) {
  while (at < text.size() && text[at] == '0') ++at;
  const std::size_t begin = at;
  while (at < text.size() && is_digit(text[at])) ++at;
  return std::string_view(text).substr(begin, at - begin);
}

/// Whether a demuxer takes the file's first bytes for those of moving pictures.
bool is_clip(media::Bytes& bytes) {
  constexpr std::int64_t kLooked = 16 << 10;
  constexpr std::string_view kContainers[] = {
      "mov,", "matroska,", "avi",  "mpegts", "mpeg",   "mpegvideo", "flv", "asf",
      "ogg",  "h264",      "hevc", "m4v",    "mxf",    "rm",        "ivf", "mjpeg",
      "dv",   "wtv",       "nut",  "obu",    "mpjpeg", "dhav",      "gxf", "yuv4mpegpipe"};
  std::vector<std::uint8_t> head(kLooked + AVPROBE_PADDING_SIZE);
  const std::int64_t got = bytes.read_at(0, head.data(), kLooked);
  if (got <= 0) return false;
  const AVProbeData probe{"", head.data(), static_cast<int>(got), nullptr};
  int score = 0;
  const AVInputFormat* format = av_probe_input_format3(&probe, 1, &score);
  return format && std::ranges::any_of(kContainers, [&](std::string_view name) {
           const std::string_view found = format->name;
           return name.ends_with(',') ? found.starts_with(name) : found == name;
         });
}

/// Why a folder's source does not read an entry; empty where it does.
std::string why_passed_over(const fs::directory_entry& entry, const std::string& name) {
  std::error_code ignored;
  if (entry.is_directory(ignored)) return "a subfolder";
  if (!entry.is_regular_file(ignored)) return "not a regular file";
  try {
    const auto bytes = media::open_file(entry.path().string());
    const PictureKind kind = picture_kind(*bytes);
    if (!kind.refusal.empty()) return kind.refusal.substr(3) + " (" + kind.remedy + ")";
    if (kind.animated) return "an animated " + kind.name + " (give it as an input of its own)";
    // A film of pictures begins as one; where a JPEG's end is takes reading all of it.
    const bool film = kind.still() && !has_image_name(name) && picture_stream(*bytes);
    if (kind.still() && !film) return {};
    if (film || is_clip(*bytes)) return "a clip (give it as an input of its own)";
    // A damaged one is told where it is read.
    return has_image_name(name) ? "" : "not a picture of a supported kind";
  } catch (const Error& e) {
    return has_image_name(name) ? "" : e.reason();
  }
}

}  // namespace

bool is_hidden(const std::string& name) {
  return name.starts_with('.') || name == "Thumbs.db" || name == "desktop.ini";
}

bool is_clip(const std::string& file) {
  const auto bytes = media::open_file(file);
  const PictureKind kind = picture_kind(*bytes);
  const bool film = kind.still() && !has_image_name(file) && picture_stream(*bytes);
  return film || (!kind.still() && kind.refusal.empty() && !kind.animated && is_clip(*bytes));
}

bool has_image_name(const std::string& name) {
  const std::size_t dot = name.rfind('.');
  if (dot == std::string::npos || dot == 0 || name[0] == '.') return false;
  const std::string ending = in_small_letters(name.substr(dot + 1));
  constexpr std::string_view kEndings[] = {"jpg", "jpeg", "jpe", "jfif", "png", "bmp", "webp",
                                           "tif", "tiff", "ppm", "pgm",  "pnm", "avif"};
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

bool is_still_picture(const std::string& file) {
  const PictureKind kind = picture_kind(*media::open_file(file));
  if (!kind.refusal.empty()) throw Error(ErrorKind::input, file, kind.refusal, kind.remedy);
  return kind.still();
}

PictureFolder pictures_in(const std::string& folder) {
  PictureFolder found;
  try {
    for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
      std::string name = entry.path().filename().string();
      if (is_hidden(name)) continue;
      std::string reason = why_passed_over(entry, name);
      if (reason.empty()) {
        found.files.push_back(std::move(name));
      } else {
        found.passed_over.push_back({std::move(name), std::move(reason)});
      }
    }
  } catch (const fs::filesystem_error& e) {
    throw Error(ErrorKind::input, folder, "this folder cannot be read: " + e.code().message());
  }
  std::ranges::sort(found.passed_over, natural_less, &PassedOver::file);
  if (found.files.empty()) {
    std::string what = "a folder without images";
    for (const std::string& words : in_words(found.passed_over)) what += "; " + words;
    throw Error(ErrorKind::input, folder, what,
                "it was searched for still pictures, and with its subfolders for recordings");
  }
  std::sort(found.files.begin(), found.files.end(), natural_less);
  for (std::string& name : found.files) name = (fs::path(folder) / name).string();
  return found;
}

}  // namespace mien::video
