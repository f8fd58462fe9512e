#include "run_audience.h"

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>

#include "mien/error.h"

#include "audience/audience_sink.h"
#include "store_clock.h"
#include "video/recorded_at.h"

namespace {

using namespace mien::audience;

// A time without a zone is on the store's clock; twice, since the offset depends on the time.
WallTime read_time(const std::string& text, const UtcOffset& clock) {
  ParsedTime parsed = parse_time(text, std::chrono::minutes(0));
  if (parsed.time && !parse_time(text).time) {
    const WallTime near = *parsed.time - clock(*parsed.time);
    parsed = parse_time(text, clock(near));
  }
  if (!parsed.time)
    throw mien::Error(mien::ErrorKind::usage, "--started-at", parsed.problem,
                      "write it as 2026-11-03T09:15:00+01:00");
  return *parsed.time;
}

bool shows_anything(const mien::CameraConfig& camera) {
  return !camera.content.empty() ||
         std::ranges::any_of(camera.showings, [](auto& s) { return !s.content.empty(); });
}

}  // namespace

std::unique_ptr<mien::Sink> make_run_audience(const mien::RunConfig& config,
                                              const std::filesystem::path& database,
                                              const std::string& started_at) {
  const UtcOffset clock = store_clock(config.audience.time_zone);
  AudienceSinkOptions options;
  if (!started_at.empty()) options.base = read_time(started_at, clock);
  if (std::ranges::none_of(config.cameras, shows_anything)) return nullptr;
  for (const mien::CameraConfig& camera : config.cameras) {
    if (!started_at.empty() || !shows_anything(camera)) continue;
    const auto text = mien::video::creation_time(camera.input);
    if (!text) continue;
    const ParsedTime made = parse_time(*text, std::chrono::minutes(0));
    if (made.time && *made.time <= wall_now()) options.bases[camera.name] = *made.time;
  }
  options.store = {.retention_days = config.retention_days,
                   .min_audience = config.audience.min_audience,
                   .utc_offset = clock,
                   .once = true};
  options.limits.min_dwell_s = config.audience.min_dwell_s;
  options.limits.grace_s = config.audience.grace_s;
  options.schedule = schedule_of(config.cameras, clock);
  options.log = [](const std::string& words) { fmt::print(stderr, "mien: {}\n", words); };
  return make_audience_sink(database, config.cameras, std::move(options));
}
