#include "eval/coco.h"

#include <cmath>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "mien/error.h"

namespace mien::eval {
namespace {

using nlohmann::json;

constexpr double kMaxCoordinate = 1e6;  // pixels

/// Complains with the place in the tree, for JSON has no lines once it is read.
class CocoReader {
 public:
  CocoReader(const json& root, const std::string& where) : root_(root), where_(where) {}

  [[noreturn]] void fail(const std::string& place, const std::string& what) const {
    throw Error(ErrorKind::input, where_ + ": " + place, what,
                "the format is that of COCO's instances_val2017.json");
  }

  const json& list(const char* key) const {
    const auto found = root_.find(key);
    if (found == root_.end() || !found->is_array()) fail(key, "is missing or not a list");
    return *found;
  }

  std::int64_t id(const json& object, const char* key, const std::string& place) const {
    const auto found = object.is_object() ? object.find(key) : object.end();
    if (found == object.end() || !found->is_number_integer())
      fail(place, fmt::format("lacks '{}', a whole number", key));
    return found->get<std::int64_t>();
  }

  std::string text(const json& object, const char* key, const std::string& place) const {
    const auto found = object.is_object() ? object.find(key) : object.end();
    if (found == object.end() || !found->is_string())
      fail(place, fmt::format("lacks '{}', a text", key));
    return found->get<std::string>();
  }

  Box box(const json& object, const std::string& place) const {
    const auto found = object.find("bbox");
    if (found == object.end() || !found->is_array() || found->size() != 4)
      fail(place, "lacks 'bbox', four numbers");
    float values[4];
    for (std::size_t i = 0; i < 4; ++i) {
      const json& value = (*found)[i];
      if (!value.is_number() || std::abs(value.get<double>()) > kMaxCoordinate)
        fail(place, "has a 'bbox' that is not four numbers within an image");
      values[i] = value.get<float>();
    }
    return {values[0], values[1], values[2], values[3]};
  }

  const std::string& where() const { return where_; }

 private:
  const json& root_;
  const std::string& where_;
};

/// The id of the category that is a face.
std::int64_t face_category(const CocoReader& reader, const std::string& face) {
  const json& categories = reader.list("categories");
  std::vector<std::string> names;
  std::optional<std::int64_t> found;
  for (std::size_t i = 0; i < categories.size(); ++i) {
    const std::string place = fmt::format("categories[{}]", i);
    names.push_back(reader.text(categories[i], "name", place));
    const std::int64_t id = reader.id(categories[i], "id", place);
    const bool wanted = face.empty() ? names.back() == "face" || categories.size() == 1
                                     : names.back() == face || std::to_string(id) == face;
    if (wanted && !found) found = id;
  }
  if (found) return *found;
  throw Error(ErrorKind::input, reader.where(),
              face.empty() ? "none of its categories is called 'face'"
                           : fmt::format("no category is called '{}'", face),
              fmt::format("name one with --face-class: {}", fmt::join(names, ", ")));
}

bool is_set(const json& annotation, const char* key) {
  const auto found = annotation.find(key);
  if (found == annotation.end()) return false;
  return found->is_boolean() ? found->get<bool>() : found->is_number() && found->get<double>() != 0;
}

}  // namespace

std::vector<TruthImage> parse_coco(const std::string& text, const std::string& where,
                                   const std::string& face) {
  json root;
  try {
    root = json::parse(text);
  } catch (const json::exception& error) {
    throw Error(ErrorKind::input, where, error.what(), "labels in a .json file are COCO's");
  }
  const CocoReader reader(root, where);
  if (!root.is_object()) reader.fail("the file", "is not an object");
  const std::int64_t category = face_category(reader, face);
  std::vector<TruthImage> images;
  std::unordered_map<std::int64_t, std::size_t> by_id;
  const json& named = reader.list("images");
  for (std::size_t i = 0; i < named.size(); ++i) {
    const std::string place = fmt::format("images[{}]", i);
    TruthImage& image = images.emplace_back();
    image.name = reader.text(named[i], "file_name", place);
    image.file = where;
    if (!is_image_name(image.name)) reader.fail(place, "has a 'file_name' outside the folder");
    if (!by_id.emplace(reader.id(named[i], "id", place), i).second)
      reader.fail(place, "has an 'id' that another image has");
  }
  if (images.empty()) reader.fail("images", "names no images");
  const json& annotations = reader.list("annotations");
  for (std::size_t i = 0; i < annotations.size(); ++i) {
    const std::string place = fmt::format("annotations[{}]", i);
    const auto image = by_id.find(reader.id(annotations[i], "image_id", place));
    if (image == by_id.end()) reader.fail(place, "is of an image that is not among 'images'");
    if (reader.id(annotations[i], "category_id", place) != category) continue;
    const Box box = reader.box(annotations[i], place);
    const bool invalid = is_set(annotations[i], "iscrowd") || is_set(annotations[i], "ignore");
    images[image->second].faces.push_back({box, invalid || box.w <= 0 || box.h <= 0});
  }
  return images;
}

std::vector<TruthImage> read_coco(const std::filesystem::path& file, const std::string& face) {
  std::ifstream stream(file, std::ios::binary);
  if (!std::filesystem::is_regular_file(file) || !stream)
    throw Error(ErrorKind::input, file.string(), "cannot be read as a file",
                "check the path and the permissions");
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  return parse_coco(text, file.string(), face);
}

}  // namespace mien::eval
