#include "serve/reports.h"

#include <algorithm>
#include <utility>

#include "mien/version.h"

#include "base/clock.h"
#include "base/crew.h"
#include "config/cameras.h"
#include "machine/disk_space.h"
#include "receivers/outward.h"
#include "serve/answers_json.h"
#include "serve/api.h"

namespace mien::serve {

namespace {

/// A camera that says nothing for so long shows nobody.
constexpr double kSilentMs = 3000;
constexpr int kMinute = 60;

}  // namespace

void Reports::run(std::stop_token stop) {
  if (!outward_.has_receivers()) return;
  for (int second = 0; !stop.stop_requested(); ++second) {
    nap(stop, std::chrono::seconds(1));
    if (stop.stop_requested()) return;
    if (second % kMinute == 0) look_at_ratings();
    tell_states();
    if (second % kMinute == kMinute - 1) tell_tallies();
    if (second % kMinute == 0) tell_health();
  }
}

void Reports::frame(const std::string& camera, const FrameResult& result) {
  if (!outward_.has_receivers()) return;
  std::lock_guard lock(mutex_);
  seen_[camera] = {std::ssize(result.faces), steady_ms()};
}

void Reports::camera(const CameraStatus& status, bool gone) {
  if (!outward_.has_receivers()) return;
  const auto config = api_.config.now();
  const CameraConfig* known = config::camera_named(*config, status.name);
  const Json body{{"state", name_of(status.state)},
                  {"error", error_without_addresses(status, known)},
                  {"asleep", status.asleep},
                  {"gone", gone}};
  std::string text = text_of(body);
  {
    std::lock_guard lock(mutex_);
    if (gone) seen_.erase(status.name);
    if (!gone && std::exchange(told_[status.name], text) == text) return;
    if (gone) told_.erase(status.name);
  }
  outward_.put({.kind = "camera_state",
                .camera = status.name,
                .time_ms = since_1970_ms(wall_now()),
                .body = std::move(text)});
}

std::int64_t Reports::people_before(const std::string& camera) {
  std::lock_guard lock(mutex_);
  const auto seen = seen_.find(camera);
  const bool silent = seen == seen_.end() || steady_ms() - seen->second.steady_ms >= kSilentMs;
  return silent ? 0 : seen->second.people;
}

outbox::Now Reports::now() {
  outbox::Now now;
  const auto config = api_.config.now();
  for (const CameraStatus& status : api_.cameras.states()) {
    outbox::CameraNow one{status.name, std::string(name_of(status.state)), status.asleep, {}};
    if (!api_.holds.is_suspended(status.name)) one.people = people_before(status.name);
    now.cameras.push_back(std::move(one));
  }
  const auto recent = api_.tallies.recent();
  if (recent.empty()) return now;
  for (const audience::ContentTally& tally : recent.back().contents) {
    outbox::ContentNow one{
        .content = tally.content, .people = tally.faces_now, .minute = tally.people};
    if (const auto found = config->contents.find(tally.content); found != config->contents.end())
      one.title = found->second.title;
    if (!tally.figures.suppressed()) one.valence = tally.figures->valence;
    if (const auto rated = ratings_.find(tally.content); rated != ratings_.end())
      one.rating = rated->second;
    now.contents.push_back(std::move(one));
  }
  return now;
}

void Reports::tell_states() { outward_.show(now()); }

void Reports::look_at_ratings() {
  try {
    ratings_.clear();
    for (const auto& [content, figures] : api_.stores.take()->ratings_by_content())
      if (!figures.suppressed()) ratings_[content] = figures->mean;
  } catch (const Error&) {
    // The database's own trouble is told of elsewhere; a state that is not known is none.
  }
}

void Reports::tell_tallies() {
  const auto recent = api_.tallies.recent();
  if (recent.empty()) return;
  const audience::Tally& tally = recent.back();
  const Json all = json_of(tally);
  for (std::size_t i = 0; i < tally.contents.size(); ++i)
    if (tally.contents[i].people > 0)
      outward_.put({.kind = "tally",
                    .camera = "",
                    .time_ms = since_1970_ms(tally.time),
                    .body = text_of(all["contents"][i])});
}

void Reports::tell_health() {
  const auto states = api_.cameras.states();
  std::int64_t waiting = 0, dropped = 0;
  for (const receivers::OutletStatus& one : outward_.status()) {
    waiting = std::max(waiting, one.progress.waiting);
    dropped += one.progress.dropped;
  }
  const SystemFigures system = api_.pulse.system();
  const auto disk = disk_space(api_.database);
  const std::int64_t end = api_.metrics.certificate_end;
  const double now_s = static_cast<double>(since_1970_ms(wall_now())) / 1000;
  Json body{
      {"version", kVersion},
      {"cameras", api_.config.now()->cameras.size()},
      {"cameras_live", std::ranges::count(states, CameraState::live, &CameraStatus::state)},
      {"uptime_s", (steady_ms() - api_.started_ms) / 1000},
      {"cpu_share", system.cpu_share},
      {"memory_bytes", system.memory_bytes},
      {"disk_free_bytes", disk ? Json(static_cast<std::int64_t>(disk->free_bytes)) : Json()},
      {"clock_doubtful", api_.desk.counts().clock_doubtful},
      {"certificate_days", end > 0 ? Json((static_cast<double>(end) - now_s) / 86400) : Json()},
      {"outbox_waiting", waiting},
      {"outbox_dropped", dropped}};
  outward_.put({.kind = "health",
                .camera = "",
                .time_ms = since_1970_ms(wall_now()),
                .body = text_of(body)});
}

}  // namespace mien::serve
