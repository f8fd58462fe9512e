// What was on the screens, told by who plays it.
#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "audience/shown.h"
#include "base/text.h"
#include "serve/answers.h"
#include "serve/query.h"

namespace mien::serve {

namespace {

using audience::PlayLine;

constexpr std::size_t kMostLines = 10'000, kLongestName = 200;
constexpr double kLargestOffset = 86'400;  // seconds
constexpr std::string_view kSource = "api";

/// The player's clock against the camera's.
struct Offset {
  std::chrono::milliseconds ahead{0};
  const char* from = "none";
};

WallTime time_in(const Json& body, const char* key, const std::string& where) {
  const auto found = body.find(key);
  if (found == body.end() || (!found->is_string() && !found->is_number()))
    refuse_value(where + key, "is missing, or no time", "write it as 2026-11-03T09:15:00Z");
  const ParsedTime parsed =
      parse_time(found->is_string() ? found->get<std::string>() : found->dump());
  if (!parsed.time)
    refuse_value(where + key, parsed.problem, "write it as 2026-11-03T09:15:00Z");
  return *parsed.time;
}

void check_keys(const Json& body, const std::string& where, const std::vector<std::string>& known) {
  if (!body.is_object())
    refuse_value(where.empty() ? "shown" : where, "is no object",
                 R"(send {"screen": "…", "content": "…", "begin": "…", "end": "…"})");
  for (const auto& [key, value] : body.items())
    if (std::ranges::find(known, key) == known.end())
      refuse_value(where + key, "is not known", did_you_mean(key, known));
}

/// Reads the lines of one request.
class ShownReader {
 public:
  ShownReader(const Api& api, const RunConfig& config, Offset offset)
      : config_(config), offset_(offset), kept_days_(api.store_options.retention_days.value_or(0)) {}

  PlayLine read(const Json& body, const std::string& where) const {
    check_keys(body, where, {"screen", "camera", "zone", "content", "begin", "end"});
    PlayLine line;
    line.screen = text(body, where, "screen");
    line.played.camera = camera_of(body, where, line.screen);
    if (line.screen.empty()) line.screen = line.played.camera;
    line.played.zone = text(body, where, "zone");
    line.played.content = text(body, where, "content");
    if (line.played.content.empty())
      refuse_value(where + "content", "is missing", "name what was shown");
    line.told = time_in(body, "begin", where);
    line.played.begin = line.told - offset_.ahead;
    line.played.end = time_in(body, "end", where) - offset_.ahead;
    if (line.played.end <= line.played.begin)
      refuse_value(where + "end", "is not after its begin", "send when the content went");
    if (const auto why = audience::why_untimely(line.played.begin, wall_now(), kept_days_))
      refuse_value(where + "begin", *why, "check the player's clock, or send clock_offset_s");
    return line;
  }

 private:
  static std::string text(const Json& body, const std::string& where, const char* key) {
    const auto found = body.find(key);
    if (found == body.end() || found->is_null()) return {};
    if (!found->is_string()) refuse_value(where + key, "is no text", "send a text");
    std::string value = found->get<std::string>();
    if (value.size() > kLongestName)
      refuse_value(where + key, fmt::format("is longer than {} bytes", kLongestName),
                   "send a shorter one");
    return value;
  }

  std::string camera_of(const Json& body, const std::string& where,
                        const std::string& screen) const {
    const std::string camera = text(body, where, "camera");
    for (const CameraConfig& known : config_.cameras) {
      if (!camera.empty() ? known.name == camera
                          : !screen.empty() && (known.screen == screen || known.name == screen))
        return known.name;
    }
    if (camera.empty() && screen.empty())
      refuse_value(where + "screen", "is missing", "name the screen, or the camera before it");
    refuse_value(where + (camera.empty() ? "screen" : "camera"),
                 fmt::format("'{}' is none of this store", (camera + screen).substr(0, 60)),
                 "name a camera of GET /api/v1/cameras, or add screen: to its configuration");
  }

  const RunConfig& config_;
  const Offset offset_;
  const int kept_days_;
};

Offset offset_of(const Json& body) {
  if (const auto given = body.find("clock_offset_s"); given != body.end()) {
    if (!given->is_number() || !(std::abs(given->get<double>()) <= kLargestOffset))
      refuse_value("clock_offset_s", "is no number of seconds up to a day", "send seconds");
    return {std::chrono::milliseconds(std::llround(given->get<double>() * 1e3)), "request"};
  }
  if (!body.contains("sent_at")) return {};
  return {time_in(body, "sent_at", "") - wall_now(), "sent_at"};
}

}  // namespace

http::Response answer_shown(Api& api, const http::Request& request) {
  check_query(request, {});
  const Json body = object_of(request);
  const auto config = api.config.now();
  const bool is_list = body.contains("shown");
  const Offset offset = is_list ? offset_of(body) : Offset{};
  const ShownReader reader(api, *config, offset);
  std::vector<PlayLine> lines;
  if (is_list) {
    check_keys(body, "", {"shown", "clock_offset_s", "sent_at"});
    const Json& list = body["shown"];
    if (!list.is_array() || list.empty() || list.size() > kMostLines)
      refuse_value("shown", "is no list of 1 to 10000", R"(send {"shown": [{…}, …]})");
    for (std::size_t i = 0; i < list.size(); ++i)
      lines.push_back(reader.read(list[i], fmt::format("shown[{}].", i)));
  } else {
    lines.push_back(reader.read(body, ""));
  }
  const std::size_t count = lines.size();
  const audience::PlaysAdded added =
      api.desk.add_shown_and_wait(std::move(lines), std::string(kSource));
  const double ahead_s = static_cast<double>(offset.ahead.count()) / 1e3;
  api.audit.add({wall_now(), who(request), "contents shown",
                 fmt::format("{} lines, the player's clock {:+.3f} s", count, ahead_s)});
  api.cache.clear();
  return json_response({{"added", added.added},
                        {"known", added.known},
                        {"stays_placed", added.placed},
                        {"stays_uncut", added.uncut},
                        {"clock_offset_s", ahead_s},
                        {"clock_offset_from", offset.from}},
                       201);
}

}  // namespace mien::serve
