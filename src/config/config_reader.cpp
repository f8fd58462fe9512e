#include "config/config_reader.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/text.h"
#include "base/to_number.h"

namespace mien::config {

namespace {

constexpr std::string_view kSecretStart = "{MIEN_";

bool in_name(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

const char* kind_of(const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::null:
      return "nothing";
    case YamlNode::Kind::scalar:
      return "a value";
    case YamlNode::Kind::sequence:
      return "a list";
    case YamlNode::Kind::map:
      return "a map";
  }
  return "";
}

/// Whether all points lie on one line, as far as a picture's pixels tell.
bool on_one_line(const Polygon& polygon) {
  constexpr double kLeast = 1e-6;  // of the picture: about two pixels of a full HD one
  const Point& first = polygon.front();
  const auto away = [&](const Point& p) { return std::hypot(p.x - first.x, p.y - first.y); };
  const Point& far = *std::ranges::max_element(polygon, {}, away);
  return std::ranges::all_of(polygon, [&](const Point& p) {
    return std::abs((double{far.x} - first.x) * (double{p.y} - first.y) -
                    (double{p.x} - first.x) * (double{far.y} - first.y)) <= kLeast;
  });
}

/// "detect.fps" → "detect: { fps: … }".
std::string nested(const std::string& key) {
  const std::size_t dot = key.find('.');
  if (dot == std::string::npos) return key + ": …";
  return key.substr(0, dot) + ": { " + nested(key.substr(dot + 1)) + " }";
}

}  // namespace

std::string shown(const YamlNode& node) {
  constexpr std::size_t kLongest = 60;
  if (node.kind != YamlNode::Kind::scalar) return kind_of(node);
  if (node.text.size() <= kLongest) return "'" + node.text + "'";
  std::size_t end = kLongest;  // not within a UTF-8 sequence
  while (end > 0 && (static_cast<unsigned char>(node.text[end]) & 0xC0) == 0x80) --end;
  return "'" + node.text.substr(0, end) + "…'";
}

void ConfigReader::fail(int line, const std::string& what, const std::string& remedy) const {
  std::string where = fmt::format("{}:{}", file_, line);
  if (!keys_.empty()) {
    const std::string& key = keys_.at(static_cast<std::size_t>(line));
    where = key.empty() ? file_ : file_ + ", " + key;
  }
  throw Error(ErrorKind::usage, where, what, remedy);
}

std::string ConfigReader::place(int line) const {
  if (keys_.empty()) return fmt::format("line {}", line);
  return keys_.at(static_cast<std::size_t>(line));
}

void ConfigReader::check_type(const YamlNode& node, bool right) const {
  if (!keys_.empty() && !right)
    fail(node.line, "the value has the wrong type",
         "send text as text, fps and width as numbers, and leave out what has no value");
}

void ConfigReader::unknown_key(const YamlEntry& entry, const char* section,
                               std::span<const std::string> names) const {
  const std::string what = fmt::format("unknown key '{}' in {}", entry.key, section);
  // "detect.fps", as documentation may name the key fps of the section detect.
  const std::string head = entry.key.substr(0, entry.key.find('.'));
  if (head.size() < entry.key.size() && std::ranges::find(names, head) != names.end())
    fail(entry.line, what, "write it as " + nested(entry.key));
  fail(entry.line, what, did_you_mean(entry.key, names));
}

std::string ConfigReader::replace_secrets(const YamlNode& node) const {
  const std::string& text = node.text;
  std::string result;
  std::size_t from = 0;
  for (std::size_t at; (at = text.find(kSecretStart, from)) != std::string::npos;) {
    std::size_t end = at + kSecretStart.size();
    while (end < text.size() && in_name(text[end])) ++end;
    if (end == text.size() || text[end] != '}') {  // not a secret's form: stays as it is
      result.append(text, from, end - from);
      from = end;
      continue;
    }
    const std::string name = text.substr(at + 1, end - at - 1);
    const auto found = environment_.find(name);
    if (found == environment_.end()) {
      fail(node.line, fmt::format("{} is not set in the environment", name),
           fmt::format("set it before the start: export {}=…", name));
    }
    result.append(text, from, at - from);
    result += found->second;
    from = end + 1;
  }
  return result.append(text, from);
}

std::string ConfigReader::text(const YamlNode& node) const {
  if (node.kind != YamlNode::Kind::scalar) {
    fail(node.line, fmt::format("expected text, found {}", kind_of(node)),
         "write text; put it in quotes if it contains { } [ ] : or #");
  }
  check_type(node, node.quoted);
  return replace_secrets(node);
}

std::string ConfigReader::filled_text(const YamlNode& node) const {
  std::string value = text(node);
  if (value.find_first_not_of(' ') == std::string::npos)
    fail(node.line, "expected text, found nothing", "write text, or remove the key");
  return value;
}

std::string ConfigReader::choice(const YamlNode& node, std::span<const std::string> choices) const {
  std::string value = text(node);
  if (std::ranges::find(choices, value) == choices.end())
    fail(node.line, "unknown value " + shown(node), did_you_mean(node.text, choices));
  return value;
}

// Plain decimals. Text in quotes is no number, unless a secret brought it: those need their quotes.
std::optional<double> ConfigReader::parse_number(const YamlNode& node) const {
  if (node.kind != YamlNode::Kind::scalar) return std::nullopt;
  const std::string value = replace_secrets(node);
  if (node.quoted && value == node.text) return std::nullopt;
  const auto number = to_number<double>(value);
  return number && std::isfinite(*number) ? number : std::nullopt;
}

double ConfigReader::number(const YamlNode& node, double low, double high, const char* unit) const {
  const std::optional<double> value = parse_number(node);
  const std::string range = fmt::format("a number from {} to {}{}", low, high, unit);
  if (!value)
    fail(node.line, fmt::format("expected {}, found {}", range, shown(node)),
         node.quoted ? "write the number without quotes" : "write " + range);
  if (*value < low || *value > high)
    fail(node.line, fmt::format("{} is out of range", shown(node)), "write " + range);
  return *value;
}

int ConfigReader::integer(const YamlNode& node, const Limit<int>& limit) const {
  const double value = number(node, limit.low, limit.high, limit.unit);
  if (value != std::floor(value)) {
    fail(node.line, fmt::format("expected a whole number, found {}", shown(node)),
         fmt::format("write a whole number from {} to {}{}", limit.low, limit.high, limit.unit));
  }
  const int whole = static_cast<int>(value), below = whole - whole % limit.step;
  if (whole != below) {
    fail(node.line, fmt::format("{} is not a multiple of {}", whole, limit.step),
         fmt::format("write {} or {}", below, below + limit.step));
  }
  return whole;
}

Polygon ConfigReader::polygon(const YamlNode& node) const {
  const char* remedy =
      "write a list of at least three points, as [[0.1, 0.2], [0.6, 0.2], [0.6, 0.9]]";
  if (node.kind != YamlNode::Kind::sequence)
    fail(node.line, "expected a polygon, found " + shown(node), remedy);
  if (node.items.size() < 3)
    fail(node.line,
         fmt::format("a polygon of {} has no area", counted(std::ssize(node.items), "point")),
         remedy);
  Polygon polygon;
  for (const YamlNode& point : node.items) {
    if (point.kind != YamlNode::Kind::sequence || point.items.size() != 2)
      fail(point.line, "expected a point [x, y], found " + shown(point), remedy);
    const char* unit = " (of the picture's width or height)";
    polygon.push_back({static_cast<float>(number(point.items[0], 0, 1, unit)),
                       static_cast<float>(number(point.items[1], 0, 1, unit))});
  }
  if (on_one_line(polygon))
    fail(node.line, "a polygon whose points lie on one line has no area", remedy);
  return polygon;
}

std::map<std::string, Polygon> ConfigReader::polygons(const YamlNode& node) const {
  std::map<std::string, Polygon> result;
  for (const YamlEntry& entry : entries(node, "a map of name: polygon")) {
    if (entry.key.empty()) fail(entry.line, "a polygon has an empty name", "give it a name");
    result.emplace(entry.key, polygon(entry.value));
  }
  return result;
}

const std::vector<YamlEntry>& ConfigReader::entries(const YamlNode& node, const char* what) const {
  if (node.kind != YamlNode::Kind::map && node.kind != YamlNode::Kind::null) {
    fail(node.line, fmt::format("expected {}, found {}", what, shown(node)),
         "write one 'key: value' a line, indented below it");
  }
  check_type(node, node.kind == YamlNode::Kind::map);
  return node.entries;
}

}  // namespace mien::config
