#include "config/config_words.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "base/url.h"
#include "config/tokens.h"

namespace mien::config {

namespace {

using Words = std::vector<std::string>;

std::string or_none(const std::string& text) { return text.empty() ? "none" : text; }

std::string text_of(const Polygon& polygon) {
  std::string text = "[";
  for (const Point& point : polygon)
    text += fmt::format("{}[{:.3g}, {:.3g}]", text.size() > 1 ? ", " : "", point.x, point.y);
  return text + "]";
}

std::string text_of(const std::vector<ShowingConfig>& showings) {
  std::string text;
  for (const ShowingConfig& one : showings)
    text += fmt::format("{}{}{}{} {:02}:{:02}-{:02}:{:02} days {:07b}", text.empty() ? "" : ", ",
                        one.content.empty() ? "nothing" : one.content, one.zone.empty() ? "" : "@",
                        one.zone, one.from / 60, one.from % 60, one.to / 60, one.to % 60, one.days);
  return or_none(text);
}

void compare(Words& words, const char* what, const std::string& before, const std::string& after) {
  if (before != after)
    words.push_back(fmt::format("{} {} → {}", what, or_none(before), or_none(after)));
}

void compare(Words& words, const char* what, const std::map<std::string, Polygon>& before,
             const std::map<std::string, Polygon>& after) {
  for (const auto& [name, polygon] : before) {
    const auto now = after.find(name);
    if (now == after.end())
      words.push_back(fmt::format("{} {} removed (was {})", what, name, text_of(polygon)));
    else if (now->second != polygon)
      words.push_back(
          fmt::format("{} {} {} → {}", what, name, text_of(polygon), text_of(now->second)));
  }
  for (const auto& [name, polygon] : after)
    if (!before.contains(name))
      words.push_back(fmt::format("{} {} added {}", what, name, text_of(polygon)));
}

std::string number(double value, double unset) {
  return value == unset ? "as the run says" : fmt::format("{:g}", value);
}

// Two inputs that differ only in what is not shown differ all the same.
void compare_inputs(Words& words, const char* what, const std::string& before,
                    const std::string& after) {
  if (before == after) return;
  if (masked(before) == masked(after))
    words.push_back(fmt::format("{} {}: user or password changed", what, masked(after)));
  else
    compare(words, what, masked(before), masked(after));
}

void compare_tokens(Words& words, const ServerConfig& before, const ServerConfig& after) {
  const Words::size_type first = words.size();
  const std::vector<TokenConfig> old = config::tokens_of(before), now = config::tokens_of(after);
  const auto find = [](const std::vector<TokenConfig>& tokens, const std::string& name) {
    const auto found = std::ranges::find(tokens, name, &TokenConfig::name);
    return found == tokens.end() ? nullptr : &*found;
  };
  for (const TokenConfig& token : old) {
    const TokenConfig* next = find(now, token.name);
    if (!next) {
      words.push_back(fmt::format("token {} ({}) removed", token.name, name_of(token.scope)));
      continue;
    }
    compare(words, ("token " + token.name + ": scope").c_str(), std::string(name_of(token.scope)),
            std::string(name_of(next->scope)));
    if (next->secret != token.secret) words.push_back("token " + token.name + ": another secret");
    if (next->revoked != token.revoked)
      words.push_back("token " + token.name + (next->revoked ? " revoked" : " no longer revoked"));
  }
  for (const TokenConfig& token : now)
    if (!find(old, token.name))
      words.push_back(fmt::format("token {} ({}) added", token.name, name_of(token.scope)));
  std::sort(words.begin() + static_cast<std::ptrdiff_t>(first), words.end());
}

}  // namespace

Words camera_words(const CameraConfig* before, const CameraConfig* after) {
  static const CameraConfig kNone;
  const CameraConfig &old = before ? *before : kNone, &now = after ? *after : kNone;
  Words words;
  compare(words, "mask", old.masks, now.masks);  // first: no cut of a long text hides them
  compare(words, "staff zone", old.staff, now.staff);
  compare(words, "purpose", old.purpose, now.purpose);
  compare_inputs(words, "input", old.input, now.input);
  compare_inputs(words, "detect.input", old.detect_input, now.detect_input);
  compare(words, "detect.fps", number(old.detect_fps, -1), number(now.detect_fps, -1));
  compare(words, "detect.width", number(old.width, 0), number(now.width, 0));
  compare(words, "transport", std::string(name_of(old.transport)),
          std::string(name_of(now.transport)));
  compare(words, "sleep", std::string(name_of(old.sleep)), std::string(name_of(now.sleep)));
  compare(words, "screen", old.screen, now.screen);
  compare(words, "content", old.content, now.content);
  compare(words, "schedule", text_of(old.showings), text_of(now.showings));
  compare(words, "zone", old.zones, now.zones);
  if (words.empty() && old != now) words.push_back("changed");
  return words;
}

Words other_words(const RunConfig& before, const RunConfig& after) {
  Words words;
  compare_tokens(words, before.server, after.server);
  const auto flag = [](bool on) { return std::string(on ? "on" : "off"); };
  compare(words, "server.raw_video", flag(before.server.raw_video), flag(after.server.raw_video));
  compare(words, "audience.rating_window_minutes",
          std::to_string(before.audience.rating_window_minutes),
          std::to_string(after.audience.rating_window_minutes));
  compare(words, "notice.controller", before.notice.controller, after.notice.controller);
  compare(words, "notice.contact", before.notice.contact, after.notice.contact);
  compare(words, "notice.url", masked(before.notice.url), masked(after.notice.url));
  compare(words, "notice.languages", joined(before.notice.languages, ", "),
          joined(after.notice.languages, ", "));
  for (const auto& [name, content] : before.contents) {
    const auto now = after.contents.find(name);
    if (now == after.contents.end())
      words.push_back(fmt::format("content {} removed", name));
    else
      compare(words, ("content " + name + ": title").c_str(), content.title, now->second.title);
  }
  for (const auto& [name, content] : after.contents)
    if (!before.contents.contains(name)) words.push_back(fmt::format("content {} added", name));
  return words;
}

std::string joined(const Words& words, const char* between) {
  std::string text;
  for (const std::string& one : words) text += (text.empty() ? "" : between) + one;
  return text;
}

}  // namespace mien::config
