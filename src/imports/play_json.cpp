#include "imports/play_json.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "mien/error.h"

#include "base/text.h"
#include "stays/schedule.h"
#include "stays/timely.h"

namespace mien::imports {

namespace {

using audience::PlayLine;

constexpr std::size_t kMostLines = 10'000, kLongestName = 200;
constexpr double kLargestOffset = 86'400;  // seconds

[[noreturn]] void refuse(const std::string& where, const std::string& what,
                         const std::string& remedy) {
  throw Error(ErrorKind::usage, where, what, remedy);
}

/// The player's clock against the camera's.
struct Offset {
  std::chrono::milliseconds ahead{0};
  const char* from = "none";
};

WallTime json_time_in(const Json& body, const char* key, const std::string& where) {
  const auto found = body.find(key);
  if (found == body.end() || (!found->is_string() && !found->is_number()))
    refuse(where + key, "is missing or not a time", "write it as 2026-11-03T09:15:00Z");
  const ParsedTime parsed =
      parse_time(found->is_string() ? found->get<std::string>() : found->dump());
  if (!parsed.time) refuse(where + key, parsed.problem, "write it as 2026-11-03T09:15:00Z");
  return *parsed.time;
}

void check_keys(const Json& body, const std::string& where, const std::vector<std::string>& known) {
  if (!body.is_object())
    refuse(where.empty() ? "shown" : where, "is not an object",
           R"(send {"screen": "…", "content": "…", "begin": "…", "end": "…"})");
  for (const auto& [key, value] : body.items())
    if (std::ranges::find(known, key) == known.end())
      refuse(where + key, "is not known", did_you_mean(key, known));
}

/// Reads the lines of one request.
class ShownReader {
 public:
  ShownReader(const PlayJsonOptions& options, Offset offset) : options_(options), offset_(offset) {}

  PlayLine read(const Json& body, const std::string& where) const {
    check_keys(body, where, {"screen", "camera", "zone", "content", "begin", "end"});
    PlayLine line;
    line.screen = text(body, where, "screen");
    line.played.camera = camera_of(body, where, line.screen);
    if (line.screen.empty()) line.screen = line.played.camera;
    line.played.zone = text(body, where, "zone");
    line.played.content = text(body, where, "content");
    if (line.played.content.empty()) refuse(where + "content", "is missing", "name what was shown");
    if (const auto known = audience::other_case_of(line.played.content, options_.contents))
      refuse(where + "content", "differs from '" + *known + "' only in upper and lower case",
             "send it as the configuration writes it");
    line.told = json_time_in(body, "begin", where);
    line.played.begin = line.told - offset_.ahead;
    line.played.end = json_time_in(body, "end", where) - offset_.ahead;
    if (line.played.end <= line.played.begin)
      refuse(where + "end", "is not after its begin", "send the time when the content ended");
    if (const auto why =
            audience::why_untimely(line.played.begin, options_.now, options_.retention_days))
      refuse(where + "begin", *why, "check the player's clock, or send clock_offset_s");
    if (const auto why = audience::why_no_play(line.played, options_.now, options_.retention_days))
      refuse(where + "end", *why, "send the time when the content ended");
    return line;
  }

 private:
  static std::string text(const Json& body, const std::string& where, const char* key) {
    const auto found = body.find(key);
    if (found == body.end() || found->is_null()) return {};
    if (!found->is_string()) refuse(where + key, "is not text", "send a text");
    std::string value = found->get<std::string>();
    if (value.size() > kLongestName)
      refuse(where + key, fmt::format("is longer than {} bytes", kLongestName),
             "send a shorter one");
    return value;
  }

  std::string camera_of(const Json& body, const std::string& where,
                        const std::string& screen) const {
    const std::string camera = text(body, where, "camera");
    const auto known = options_.cameras.find(camera.empty() ? screen : camera);
    if (known != options_.cameras.end() && (camera.empty() || known->second == camera))
      return known->second;
    if (camera.empty() && screen.empty())
      refuse(where + "screen", "is missing", "name the screen, or the camera in front of it");
    refuse(where + (camera.empty() ? "screen" : "camera"),
           fmt::format("'{}' is not a camera or screen of this store",
                       (camera + screen).substr(0, 60)),
           "name a camera of GET /api/v1/cameras, or add screen: to its configuration");
  }

  const PlayJsonOptions& options_;
  const Offset offset_;
};

Offset offset_of(const Json& body, WallTime now) {
  if (const auto given = body.find("clock_offset_s"); given != body.end()) {
    if (!given->is_number() || !(std::abs(given->get<double>()) <= kLargestOffset))
      refuse("clock_offset_s", "is not a number of seconds up to a day", "send seconds");
    return {milliseconds_of(given->get<double>()), "request"};
  }
  if (!body.contains("sent_at")) return {};
  return {json_time_in(body, "sent_at", "") - now, "sent_at"};
}

}  // namespace

PlayJson read_play_json(const Json& body, const PlayJsonOptions& options) {
  PlayJson told;
  if (!body.contains("shown")) {
    told.lines.push_back(ShownReader(options, {}).read(body, ""));
    return told;
  }
  check_keys(body, "", {"shown", "clock_offset_s", "sent_at"});
  const Offset offset = offset_of(body, options.now);
  const ShownReader reader(options, offset);
  const Json& list = body["shown"];
  if (!list.is_array() || list.empty() || list.size() > kMostLines)
    refuse("shown", "is not a list of 1 to 10000", R"(send {"shown": [{…}, …]})");
  for (std::size_t i = 0; i < list.size(); ++i)
    told.lines.push_back(reader.read(list[i], fmt::format("shown[{}].", i)));
  told.ahead = offset.ahead;
  told.ahead_from = offset.from;
  return told;
}

}  // namespace mien::imports
