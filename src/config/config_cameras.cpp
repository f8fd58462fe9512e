// A camera's section: what it sees, what it shows and when, what is never looked at.
#include <algorithm>
#include <bitset>
#include <optional>

#include <fmt/format.h>

#include "config/config_sections.h"
#include "config/config_tuning.h"

namespace mien::config {

namespace {

using Reader = ConfigReader;
using Node = YamlNode;

constexpr int kMinutesPerDay = 24 * 60, kDays = 7;
const std::string kTransports[] = {"auto", "tcp", "udp"};
const std::string kSleeps[] = {"keyframes", "never"};
const std::string kDayNames[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

/// Each minute of a week.
using Week = std::bitset<kDays * kMinutesPerDay>;

struct ShowingDraft {
  ShowingConfig showing;
  int line = 0;
  std::optional<Node> content, zone;
  std::vector<ContentUse>& uses;
};

struct CameraDraft {
  CameraConfig camera;
  std::vector<ContentUse>& uses;
  std::vector<std::pair<Node, std::string>> zones_named;  ///< by showings
  std::vector<int> lines;                                 ///< of the showings
};

/// "08:30" → minutes of the day, 24:00 being its end.
int read_time(const Reader& reader, const Node& node) {
  const std::string text = reader.text(node);
  const auto digit = [&](std::size_t i) {
    return text[i] >= '0' && text[i] <= '9' ? text[i] - '0' : -1;
  };
  if (text.size() == 5 && text[2] == ':' && digit(0) >= 0 && digit(1) >= 0 && digit(3) >= 0 &&
      digit(4) >= 0) {
    const int minutes = (digit(0) * 10 + digit(1)) * 60 + digit(3) * 10 + digit(4);
    if (digit(3) < 6 && minutes <= kMinutesPerDay) return minutes;
  }
  reader.fail(node.line, "expected a time of the day, found " + shown(node),
              "write it as \"08:30\", from \"00:00\" to \"24:00\"");
}

std::uint8_t read_days(const Reader& reader, const Node& node) {
  const char* remedy = "write a list of mon, tue, wed, thu, fri, sat, sun";
  if (node.kind != Node::Kind::sequence)
    reader.fail(node.line, "expected days of the week, found " + shown(node), remedy);
  unsigned days = 0;
  for (const Node& item : node.items) {
    const std::string name = reader.choice(item, kDayNames);
    for (unsigned day = 0; day < kDays; ++day)
      if (kDayNames[day] == name) days |= 1u << day;
  }
  if (days == 0) reader.fail(node.line, "no day of the week is named", remedy);
  return static_cast<std::uint8_t>(days);
}

constexpr ConfigKey<ShowingDraft> kShowingKeys[] = {
    {"content",
     [](const Reader& r, const Node& n, ShowingDraft& d) {
       d.content = n;
       d.showing.content = r.text(n);
       if (!d.showing.content.empty()) d.uses.push_back({n, d.showing.content});
     }},
    {"zone",
     [](const Reader& r, const Node& n, ShowingDraft& d) {
       d.zone = n;
       d.showing.zone = r.filled_text(n);
     }},
    {"from",
     [](const Reader& r, const Node& n, ShowingDraft& d) { d.showing.from = read_time(r, n); }},
    {"to", [](const Reader& r, const Node& n, ShowingDraft& d) { d.showing.to = read_time(r, n); }},
    {"days",
     [](const Reader& r, const Node& n, ShowingDraft& d) { d.showing.days = read_days(r, n); }},
};

void read_showing(const Reader& reader, const Node& node, CameraDraft& camera) {
  ShowingDraft draft{.line = node.line, .uses = camera.uses};
  reader.section(node, "a schedule's entry", kShowingKeys, draft);
  if (!draft.content)
    reader.fail(node.line, "an entry of the schedule names no content",
                "add 'content: NAME' (\"\" where nothing is shown)");
  if (draft.showing.from % kMinutesPerDay == draft.showing.to % kMinutesPerDay &&
      !(draft.showing.from == 0 && draft.showing.to == kMinutesPerDay))
    reader.fail(node.line, "an entry of the schedule begins and ends at the same time",
                "leave out from and to for the whole day");
  if (draft.zone) camera.zones_named.emplace_back(*draft.zone, draft.showing.zone);
  camera.lines.push_back(node.line);
  camera.camera.showings.push_back(std::move(draft.showing));
}

void read_content(const Reader& reader, const Node& node, CameraDraft& draft) {
  if (node.kind == Node::Kind::sequence) {
    if (node.items.empty())
      reader.fail(node.line, "the schedule is empty", "add an entry, or remove the key");
    for (const Node& item : node.items) read_showing(reader, item, draft);
    return;
  }
  draft.camera.content = reader.filled_text(node);
  draft.uses.push_back({node, draft.camera.content});
}

// One address, or a list of recordings.
void read_input(const Reader& reader, const Node& node, CameraConfig& camera) {
  if (node.kind != Node::Kind::sequence) {
    camera.input = reader.filled_text(node);
    return;
  }
  if (node.items.empty())
    reader.fail(node.line, "the list of recordings is empty", "name files, folders or patterns");
  camera.input = reader.filled_text(node.items.front());
  for (std::size_t i = 1; i < node.items.size(); ++i)
    camera.more_inputs.push_back(reader.filled_text(node.items[i]));
}

std::string read_time_in_name(const Reader& reader, const Node& node) {
  const std::string pattern = reader.filled_text(node);
  if (pattern.find('%') == std::string::npos)
    reader.fail(node.line, "a pattern without a date: " + shown(node),
                "write it as \"%Y%m%d_%H%M%S\"");
  return pattern;
}

constexpr ConfigKey<CameraConfig> kCameraDetectKeys[] = {
    {"input",
     [](const Reader& r, const Node& n, CameraConfig& c) { c.detect_input = r.filled_text(n); }},
    {"fps", [](const Reader& r, const Node& n, CameraConfig& c) { c.detect_fps = read_fps(r, n); }},
    {"width", [](const Reader& r, const Node& n, CameraConfig& c) { c.width = read_width(r, n); }},
};

constexpr ConfigKey<CameraDraft> kCameraKeys[] = {
    {"input", [](const Reader& r, const Node& n, CameraDraft& d) { read_input(r, n, d.camera); }},
    {"time_in_name", [](const Reader& r, const Node& n,
                        CameraDraft& d) { d.camera.time_in_name = read_time_in_name(r, n); }},
    {"screen",
     [](const Reader& r, const Node& n, CameraDraft& d) { d.camera.screen = r.filled_text(n); }},
    {"detect",
     [](const Reader& r, const Node& n, CameraDraft& d) {
       r.section(n, "a camera's detect", kCameraDetectKeys, d.camera);
     }},
    {"transport",
     [](const Reader& r, const Node& n, CameraDraft& d) {
       d.camera.transport = *transport_named(r.choice(n, kTransports));
     }},
    {"sleep", [](const Reader& r, const Node& n,
                 CameraDraft& d) { d.camera.sleep = *sleep_named(r.choice(n, kSleeps)); }},
    {"purpose",
     [](const Reader& r, const Node& n, CameraDraft& d) { d.camera.purpose = read_purpose(r, n); }},
    {"content", read_content},
    {"by_api",
     [](const Reader& r, const Node& n, CameraDraft& d) { d.camera.by_api = read_flag(r, n); }},
    {"zones",
     [](const Reader& r, const Node& n, CameraDraft& d) { d.camera.zones = r.polygons(n); }},
    {"masks",
     [](const Reader& r, const Node& n, CameraDraft& d) { d.camera.masks = r.polygons(n); }},
    {"staff",
     [](const Reader& r, const Node& n, CameraDraft& d) { d.camera.staff = r.polygons(n); }},
};

void check_zones(const Reader& reader, const CameraDraft& draft) {
  std::vector<std::string> names;
  for (const auto& [name, polygon] : draft.camera.zones) names.push_back(name);
  for (const auto& [node, zone] : draft.zones_named) {
    if (draft.camera.zones.contains(zone)) continue;
    reader.fail(node.line, fmt::format("zone {} is not one of the camera's", shown(node)),
                names.empty() ? "add it to the camera's zones" : did_you_mean(node.text, names));
  }
}

Week week_of(const ShowingConfig& showing) {
  Week week;
  const int length = (showing.to - showing.from + kMinutesPerDay - 1) % kMinutesPerDay + 1;
  for (int day = 0; day < kDays; ++day) {
    if ((showing.days >> day & 1) == 0) continue;
    for (int minute = 0; minute < length; ++minute)
      week.set(static_cast<std::size_t>(day * kMinutesPerDay + showing.from + minute) %
               week.size());
  }
  return week;
}

// The first entry that fits holds: one that others hide all week is a slip of the pen.
void check_overlaps(const Reader& reader, const CameraDraft& draft) {
  std::map<std::string, Week> taken;  // by zone
  for (std::size_t i = 0; i < draft.camera.showings.size(); ++i) {
    const ShowingConfig& showing = draft.camera.showings[i];
    const Week week = week_of(showing);
    Week& before = taken[showing.zone];
    if ((week & ~before).none())
      reader.fail(draft.lines[i],
                  "an entry of the schedule never applies: entries above it cover its time",
                  "move it up, or change its times or days");
    before |= week;
  }
}

}  // namespace

double read_fps(const Reader& reader, const Node& node) {
  return reader.number(node, limits::kDetectFps);
}

int read_width(const Reader& reader, const Node& node) {
  return reader.integer(node, limits::kWidth);
}

CameraConfig read_camera(const Reader& reader, const YamlEntry& entry,
                         std::vector<ContentUse>& uses) {
  if (entry.key.empty()) reader.fail(entry.line, "a camera has an empty name", "give it a name");
  if (std::ranges::any_of(entry.key, [](unsigned char c) { return c < ' ' || c == 0x7f; }))
    reader.fail(entry.line, "a camera's name holds a control character", "choose another name");
  CameraDraft draft{.camera = {.name = entry.key}, .uses = uses};
  reader.section(entry.value, "a camera", kCameraKeys, draft);
  if (draft.camera.input.empty()) {
    reader.fail(entry.line, fmt::format("camera '{}' has no input", entry.key),
                "add 'input: PATH or URL' below it");
  }
  check_zones(reader, draft);
  check_overlaps(reader, draft);
  return std::move(draft.camera);
}

}  // namespace mien::config
