// The stays that a play log's lines met.
#include <algorithm>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/sqlite_database.h"
#include "base/utf8.h"
#include "imports/player_clock.h"

namespace mien::imports {

namespace {

using audience::Course, audience::Exposure, audience::PlayLine;

constexpr std::int64_t kNewest = 5000;  // stays: enough to choose from, and read in a moment
constexpr std::chrono::minutes kAround{1};
constexpr std::string_view kSeen =
    "SELECT zone, start_ms, end_ms, course FROM seen WHERE camera = ? AND start_ms < ? AND "
    "start_ms > ? AND course IS NOT NULL ORDER BY start_ms DESC LIMIT ?";

}  // namespace

PlayerClock guess_clock(const std::filesystem::path& file, std::span<const PlayLine> lines,
                        int least) {
  std::map<std::string, std::pair<WallTime, WallTime>> when;
  for (const auto& [played, screen, told] : lines) {
    auto& [from, to] = when.try_emplace(played.camera, told, told).first->second;
    from = std::min(from, told);
    to = std::max(to, told + (played.end - played.begin));
  }
  Database database(file, Database::Access::read);
  Statement query = database.prepare(std::string(kSeen));
  std::vector<Exposure> stays;
  for (const auto& [camera, span] : when) {
    const std::string name = as_utf8(camera);
    query.start(name, since_1970_ms(span.second + kAround), since_1970_ms(span.first - kAround),
                kNewest);
    while (query.next()) {
      auto course = Course::of_bytes(query.text(3));
      if (!course) continue;
      Exposure& stay = stays.emplace_back();
      stay.camera = camera;
      stay.zone = query.text(0);
      stay.start = wall_of(query.integer(1));
      stay.end = wall_of(query.integer(2));
      stay.course = std::make_shared<const Course>(std::move(*course));
    }
  }
  return guess_clock(stays, lines, least);
}

std::vector<double> clocks_taken(const std::filesystem::path& file, const std::string& source) {
  Database database(file, Database::Access::read);
  Statement query =
      database.prepare("SELECT DISTINCT told_ms - begin_ms FROM shown WHERE source = ? ORDER BY 1");
  std::vector<double> clocks;
  for (query.start(source); query.next();)
    clocks.push_back(static_cast<double>(query.integer(0)) / 1e3);
  return clocks;
}

std::string words_of(const std::vector<double>& clocks_taken) {
  if (clocks_taken.size() < 2) return {};
  std::vector<std::string> ahead;
  for (const double clock : clocks_taken) ahead.push_back(fmt::format("{:+.1f} s", clock));
  return fmt::format(
      "lines of this log were taken with {} clocks ({} ahead): give each player's log its own "
      "--source, so that its clock is known and it can be taken back by itself",
      clocks_taken.size(), fmt::join(ahead, ", "));
}

}  // namespace mien::imports
