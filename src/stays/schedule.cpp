#include "stays/schedule.h"

#include <algorithm>

#include <fmt/format.h>

#include "mien/error.h"

#include "base/letter_case.h"

namespace mien::audience {

namespace {

constexpr int kDays = 7;

void check(const Showing& showing) {
  const auto refuse = [&](const std::string& what, const char* remedy) {
    const std::string name = showing.name.empty() ? showing.content : showing.name;
    throw Error(ErrorKind::usage, fmt::format("schedule of {}: '{}'", showing.camera, name), what,
                remedy);
  };
  if ((showing.days & kEveryDay) == 0) refuse("names no day of the week", "name at least one day");
  const auto is_minute = [](int value) { return value >= 0 && value <= kMinutesPerDay; };
  if (!is_minute(showing.from) || !is_minute(showing.to))
    refuse("has a time beyond the day", "give times between 00:00 and 24:00");
  if (showing.from == showing.to)
    refuse("begins and ends at the same time", "write 00:00 to 24:00 for the whole day");
}

bool holds(const Showing& showing, int weekday, int minute) {
  const auto is_on = [&](int day) { return (showing.days >> day & 1) != 0; };
  if (showing.from < showing.to)
    return is_on(weekday) && minute >= showing.from && minute < showing.to;
  return (is_on(weekday) && minute >= showing.from) ||
         (is_on((weekday + kDays - 1) % kDays) && minute < showing.to);
}

}  // namespace

ContentSchedule::ContentSchedule(const std::vector<Showing>& showings, UtcOffset clock)
    : clock_(std::move(clock)) {
  for (const Showing& showing : showings) {
    check(showing);
    showings_[showing.camera].push_back(showing);
  }
  for (auto& [camera, own] : showings_) {
    std::stable_partition(own.begin(), own.end(),
                          [](const Showing& showing) { return !showing.zone.empty(); });
  }
}

std::set<std::string> contents_of(std::span<const CameraConfig> cameras) {
  std::set<std::string> names;
  for (const CameraConfig& camera : cameras) {
    names.insert(camera.content);
    for (const ShowingConfig& showing : camera.showings) names.insert(showing.content);
  }
  names.erase("");
  return names;
}

std::optional<std::string> other_case_of(const std::string& content,
                                         std::span<const std::string> names) {
  for (const std::string& name : names)
    if (name.size() == content.size() && name != content &&
        in_small_letters(name) == in_small_letters(content))
      return name;
  return std::nullopt;
}

ContentSchedule schedule_of(std::span<const CameraConfig> cameras, UtcOffset clock) {
  std::vector<Showing> showings;
  for (const CameraConfig& camera : cameras) {
    if (camera.showings.empty()) continue;
    for (const ShowingConfig& own : camera.showings)
      showings.push_back({.camera = camera.name,
                          .zone = own.zone,
                          .content = own.content,
                          .days = own.days,
                          .from = own.from,
                          .to = own.to});
    if (!camera.content.empty())
      showings.push_back({.camera = camera.name, .content = camera.content});
  }
  return ContentSchedule(showings, std::move(clock));
}

std::string ContentSchedule::content_at(std::string_view camera, WallTime time,
                                        std::string_view zone) const {
  const auto found = showings_.find(camera);
  if (found == showings_.end()) return {};
  const auto local = local_of(time, clock_);
  const auto day = std::chrono::floor<std::chrono::days>(local);
  const int weekday = static_cast<int>(std::chrono::weekday(day).iso_encoding()) - 1;
  const auto minute = std::chrono::floor<std::chrono::minutes>(local - day).count();
  for (const Showing& showing : found->second) {
    if (!showing.zone.empty() && showing.zone != zone) continue;
    if (holds(showing, weekday, static_cast<int>(minute))) return showing.content;
  }
  return {};
}

}  // namespace mien::audience
