#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "mien/error.h"

#include "eval/track/truth.h"

namespace mien::eval {
namespace {

using nlohmann::json;

constexpr double kFarthest = 1e6;  // pixels
constexpr std::int64_t kMostFrames = 1'000'000'000;

/// A value and where it stands: every complaint names it.
class Place {
 public:
  Place(const json& value, std::string file, std::string path)
      : value_(value), file_(std::move(file)), path_(std::move(path)) {}

  [[noreturn]] void fail(const std::string& what, const std::string& expected) const {
    throw Error(ErrorKind::input, file_, path_.empty() ? what : path_ + " " + what,
                expected + "; docs/tracks.md describes the format");
  }

  Place at(const char* key, const std::string& expected) const {
    if (!value_.is_object()) fail("is not an object", expected);
    const auto found = value_.find(key);
    if (found == value_.end()) fail(fmt::format("has no \"{}\"", key), expected);
    return {*found, file_, path_.empty() ? key : path_ + "." + key};
  }

  bool has(const char* key) const { return value_.is_object() && value_.contains(key); }

  /// Of a list, in order.
  std::vector<Place> items(const std::string& expected) const {
    if (!value_.is_array()) fail("is not a list", expected);
    std::vector<Place> found;
    for (std::size_t i = 0; i < value_.size(); ++i)
      found.emplace_back(value_[i], file_, fmt::format("{}[{}]", path_, i));
    return found;
  }

  double number(double least, double most, const std::string& expected) const {
    if (!value_.is_number()) fail("is not a number", expected);
    const auto number = value_.get<double>();
    if (!(number >= least && number <= most))
      fail(fmt::format("is {:g}, outside {:g} to {:g}", number, least, most), expected);
    return number;
  }

  std::int64_t whole(std::int64_t most, const std::string& expected) const {
    if (!value_.is_number_integer()) fail("is not a whole number", expected);
    return static_cast<std::int64_t>(number(0, static_cast<double>(most), expected));
  }

  std::string text(const std::string& expected) const {
    if (!value_.is_string()) fail("is not text", expected);
    return value_.get<std::string>();
  }

 private:
  const json& value_;
  std::string file_, path_;
};

void read_box(const Place& place, TruthPerson& person) {
  static const std::string kShape =
      "a box is [frame, x, y, width, height] and perhaps how much is visible, 0 to 1";
  const auto parts = place.items(kShape);
  if (parts.size() < 5 || parts.size() > 6) place.fail("does not have five or six numbers", kShape);
  TruthBox box;
  const std::int64_t frame = parts[0].whole(kMostFrames, kShape);
  box.box = {parts[1].number(-kFarthest, kFarthest, kShape),
             parts[2].number(-kFarthest, kFarthest, kShape), parts[3].number(0, kFarthest, kShape),
             parts[4].number(0, kFarthest, kShape)};
  if (parts.size() == 6) box.visible = parts[5].number(0, 1, kShape);
  if (!person.boxes.emplace(frame, box).second)
    place.fail(fmt::format("is the person's second box in frame {}", frame),
               "a person has one box a frame");
}

void read_ends(const Place& place, std::int64_t& from, std::int64_t& to) {
  static const std::string kShape =
      "a stretch has \"from\" and \"to\": the first frame in it and the first after it";
  from = place.at("from", kShape).whole(kMostFrames, kShape);
  to = place.at("to", kShape).whole(kMostFrames, kShape);
  if (to <= from) place.fail("ends before it begins", kShape);
}

std::vector<Stretch> read_stretches(const Place& person, const char* list, const char* key) {
  std::vector<Stretch> stretches;
  if (!person.has(list)) return stretches;
  for (const Place& place :
       person.at(list, "").items(fmt::format("\"{}\" is a list of stretches", list))) {
    Stretch& stretch = stretches.emplace_back();
    read_ends(place, stretch.from, stretch.to);
    const std::string shape = fmt::format("a stretch names its \"{}\"", key);
    stretch.name = place.at(key, shape).text(shape);
  }
  return stretches;
}

std::vector<ExpressionStretch> read_expressions(const Place& person) {
  static const std::string kShape = "\"labels\" is a list of the expressions that are right";
  std::vector<ExpressionStretch> stretches;
  if (!person.has("expressions")) return stretches;
  for (const Place& place :
       person.at("expressions", "").items("\"expressions\" is a list of stretches")) {
    ExpressionStretch& stretch = stretches.emplace_back();
    read_ends(place, stretch.from, stretch.to);
    for (const Place& label : place.at("labels", kShape).items(kShape))
      stretch.labels.push_back(label.text(kShape));
  }
  return stretches;
}

}  // namespace

TrackTruth parse_track_truth_json(const std::string& text, const std::string& where) {
  json parsed;
  try {
    parsed = json::parse(text);
  } catch (const json::parse_error& error) {
    throw Error(ErrorKind::input, where, fmt::format("is not JSON: wrong at byte {}", error.byte),
                "tools/make-store-footage writes such a file; docs/tracks.md describes it");
  }
  const Place root(parsed, where, "");
  static const std::string kShape = "a truth has \"video\" (width, height, fps) and \"people\"";
  TrackTruth truth;
  const Place video = root.at("video", kShape);
  truth.width = video.at("width", kShape).number(1, kFarthest, kShape);
  truth.height = video.at("height", kShape).number(1, kFarthest, kShape);
  truth.fps = video.at("fps", kShape).number(0.01, 1000, kShape);
  for (const Place& place : root.at("people", kShape).items(kShape)) {
    static const std::string kPerson = "a person has a number of its own as \"id\", and \"boxes\"";
    const std::int64_t id = place.at("id", kPerson).whole(kMostFrames, kPerson);
    const auto [found, is_new] = truth.people.try_emplace(id);
    if (!is_new) place.fail(fmt::format("has the id {}, which another person has", id), kPerson);
    for (const Place& box : place.at("boxes", kPerson).items(kPerson)) read_box(box, found->second);
    found->second.zones = read_stretches(place, "zones", "zone");
    found->second.contents = read_stretches(place, "contents", "content");
    found->second.expressions = read_expressions(place);
  }
  return truth;
}

}  // namespace mien::eval
