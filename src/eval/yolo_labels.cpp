#include "eval/yolo_labels.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <sstream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "mien/error.h"

#include "base/letter_case.h"

namespace mien::eval {

namespace fs = std::filesystem;

namespace {

constexpr const char* kFormat =
    "a line is 'class x y w h': centre and sides as shares of the image's, 0..1";
constexpr const char* kClasses = "classes.txt";
constexpr float kSlip = 0.01f;  // labelling tools round, and let boxes reach over the edge

bool is_picture(const fs::path& file) {
  static constexpr std::array kEndings = {".jpg", ".jpeg", ".png",  ".webp", ".bmp",
                                          ".tif", ".tiff", ".avif", ".ppm",  ".pgm"};
  const std::string ending = in_small_letters(file.extension().string());
  return std::ranges::find(kEndings, ending) != kEndings.end();
}

/// Files below a folder that `wanted` takes, as paths below it, by name.
template <class Wanted>
std::vector<fs::path> files_below(const fs::path& folder, const Wanted& wanted) {
  std::vector<fs::path> files;
  try {
    for (const auto& entry : fs::recursive_directory_iterator(folder))
      if (entry.is_regular_file() && wanted(entry.path()))
        files.push_back(entry.path().lexically_relative(folder));
  } catch (const fs::filesystem_error& error) {
    throw Error(ErrorKind::input, folder.string(), "cannot be read: " + error.code().message());
  }
  std::ranges::sort(files);
  return files;
}

YoloLabel label_in(const std::string& line, const std::string& place) {
  std::istringstream words(line);
  double number = 0, values[4] = {};
  words >> number;
  for (double& value : values) words >> value;
  if (!words || number < 0 || number != std::floor(number) || number > 1e6)
    throw Error(ErrorKind::input, place, "is not a label", kFormat);
  for (const double value : values)
    if (!(value >= -kSlip && value <= 1 + kSlip))
      throw Error(ErrorKind::input, place, fmt::format("{} is not a share of the image", value),
                  kFormat);
  const auto [x, y, w, h] = values;
  YoloLabel label;
  label.number = static_cast<int>(number);
  label.face.box = {static_cast<float>(x - w / 2), static_cast<float>(y - h / 2),
                    static_cast<float>(w), static_cast<float>(h)};
  label.face.invalid = w <= 0 || h <= 0;
  return label;
}

/// The number of a class by what the user calls it.
int number_of(const std::string& face, const fs::path& labels) {
  if (!face.empty() && std::ranges::all_of(face, [](unsigned char c) { return std::isdigit(c); }) &&
      face.size() < 7)
    return std::stoi(face);
  std::ifstream names(labels / kClasses);
  int number = 0;
  for (std::string line; std::getline(names, line); ++number) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (line == face) return number;
  }
  throw Error(ErrorKind::input, labels.string(), fmt::format("no class is called '{}'", face),
              fmt::format("give its number, or list the names in {} there", kClasses));
}

std::vector<YoloLabel> labels_of(const fs::path& file) {
  std::ifstream text(file);
  if (!text) throw Error(ErrorKind::input, file.string(), "cannot be read", "check rights");
  return parse_yolo_labels(text, file.string());
}

}  // namespace

std::vector<YoloLabel> parse_yolo_labels(std::istream& text, const std::string& where) {
  std::vector<YoloLabel> labels;
  int number = 0;
  for (std::string line; std::getline(text, line);) {
    ++number;
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    labels.push_back(label_in(line, fmt::format("{}:{}", where, number)));
  }
  return labels;
}

std::vector<TruthImage> read_yolo_labels(const fs::path& labels, const fs::path& images,
                                         const std::string& face) {
  std::map<fs::path, std::vector<YoloLabel>> by_stem;
  std::set<int> classes;
  const auto is_label = [](const fs::path& file) {
    return file.extension() == ".txt" && file.filename() != kClasses;
  };
  for (const fs::path& file : files_below(labels, is_label)) {
    auto& of = by_stem[fs::path(file).replace_extension()];
    of = labels_of(labels / file);
    for (const YoloLabel& label : of) classes.insert(label.number);
  }
  if (by_stem.empty())
    throw Error(ErrorKind::input, labels.string(), "has no label files",
                "YOLO has a file NAME.txt for each image");
  if (face.empty() && classes.size() > 1)
    throw Error(ErrorKind::input, labels.string(),
                fmt::format("has several classes: {}", fmt::join(classes, ", ")),
                "say which is a face with --face-class");
  const std::optional<int> wanted =
      face.empty() ? std::nullopt : std::optional(number_of(face, labels));
  std::vector<TruthImage> truth;
  for (const fs::path& file : files_below(images, is_picture)) {
    TruthImage& image = truth.emplace_back();
    image.name = file.string();
    image.relative = true;
    const auto own = by_stem.find(fs::path(file).replace_extension());
    if (own == by_stem.end()) continue;
    image.file = (labels / own->first).string() + ".txt";
    for (const YoloLabel& label : own->second)
      if (!wanted || label.number == *wanted) image.faces.push_back(label.face);
    by_stem.erase(own);
  }
  if (!by_stem.empty())
    throw Error(ErrorKind::input, (labels / by_stem.begin()->first).string() + ".txt",
                "has no image of its name below " + images.string(), "check --images");
  return truth;
}

}  // namespace mien::eval
