// "L=p<tab>Z=Video or Images<tab>S=2026/11/03 09:00:00.656<tab>E=…<tab>I=video<tab>N=spot.mp4",
// below lines that say which player it is.
#include <map>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "mien/error.h"

#include "base/utf8.h"
#include "imports/play_log_lines.h"

namespace mien::imports {

namespace {

constexpr std::string_view kKeys = "LZSEIN";

bool is_blank(char c) { return c == ' ' || c == '\t'; }

/// Where "K=" stands at the beginning of a line or behind a blank.
std::size_t next_key(std::string_view line, std::size_t from) {
  for (std::size_t at = from; at + 1 < line.size(); ++at)
    if (line[at + 1] == '=' && kKeys.find(line[at]) != kKeys.npos &&
        (at == 0 || is_blank(line[at - 1])))
      return at;
  return line.size();
}

std::map<char, std::string_view> values_of(std::string_view line) {
  std::map<char, std::string_view> values;
  for (std::size_t at = next_key(line, 0); at < line.size();) {
    const std::size_t next = next_key(line, at + 2);
    values.emplace(line[at], TableHeader::trimmed(line.substr(at + 2, next - at - 2)));
    at = next;
  }
  return values;
}

/// Calls `use` with each line that says something, and its number.
template <class Use>
void each_line(std::string_view text, Use use) {
  std::size_t number = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
    ++number;
    if (const auto line = TableHeader::trimmed(text.substr(0, end)); !line.empty())
      use(number, line);
    const bool pair = text.substr(end, 2) == "\r\n";
    text.remove_prefix(std::min(text.size(), end + (pair ? 2 : 1)));
  }
}

/// "SerialNumber=A0F02G000348", or with a blank or a comma between.
std::string_view header_value(std::string_view line, std::string_view key) {
  if (!line.starts_with(key)) return {};
  std::string_view value = line.substr(key.size());
  if (value.empty() || (!is_blank(value[0]) && value[0] != '=' && value[0] != ',')) return {};
  return TableHeader::trimmed(value.substr(1));
}

}  // namespace

bool is_brightsign(std::string_view text) {
  const auto first = TableHeader::trimmed(text.substr(0, text.find_first_of("\r\n")));
  return first.starts_with("BrightSignLogVersion") || first.starts_with("L=p") ||
         first.starts_with("L=e") || first.starts_with("L=s") || first.starts_with("L=d");
}

void read_brightsign(std::string_view text, const PlayLogOptions& options, PlayLog& log) {
  log.format = "BrightSign";
  std::string_view serial;
  std::set<std::string> zones;
  DateEvidence evidence;
  each_line(text, [&](std::size_t, std::string_view line) {
    if (const auto value = header_value(line, "SerialNumber"); !value.empty()) serial = value;
    const auto values = values_of(line);
    if (const auto kind = values.find('L'); kind == values.end() || kind->second != "p") return;
    if (const auto item = values.find('I'); item != values.end() && item->second == "audio") return;
    if (const auto zone = values.find('Z'); zone != values.end()) zones.emplace(zone->second);
    if (const auto begin = values.find('S'); begin != values.end()) evidence.see(begin->second);
  });
  const std::string named = as_utf8(fmt::format("{}", fmt::join(zones, ", ")));
  if (options.player_zone.empty() && zones.size() > 1)
    throw Error(ErrorKind::input, options.file,
                fmt::format("has {} zones of its screen at once: {}", zones.size(), named),
                "name the one that shows the contents: --player-zone NAME");
  if (!options.player_zone.empty() && !zones.contains(options.player_zone))
    throw Error(
        ErrorKind::input, options.file, "has no zone '" + options.player_zone + "'",
        zones.empty() ? "it names no zone at all: leave --player-zone out" : "its zones: " + named);
  const DateOrder said = order_named(options.dates);
  PlayLines lines(options, said == DateOrder::automatic ? evidence.order() : said, log);
  each_line(text, [&](std::size_t number, std::string_view line) {
    auto values = values_of(line);
    if (!values.contains('L')) return;
    if (values['L'] != "p") return void(++log.passed_over["lines of other logs"]);
    if (values['I'] == "audio") return void(++log.passed_over["audio"]);
    if (!options.player_zone.empty() && values['Z'] != options.player_zone)
      return void(++log.passed_over["other zones of the player"]);
    lines.add(number, {.screen = serial,
                       .content = values['N'],
                       .begin = values['S'],
                       .end = values['E'].empty() ? values['S'] : values['E']});
  });
}

}  // namespace mien::imports
