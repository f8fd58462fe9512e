#include "serve/reload_plan.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "config/cameras.h"
#include "config/config_words.h"
#include "config/tokens.h"

namespace mien::serve {

namespace {

bool has(const RunConfig& config, const std::string& section) {
  return std::ranges::find(config.sections, section) != config.sections.end();
}

/// The configuration in force with what can change while it runs taken from `next`; the rest, where
/// it differs, is named in `restart`.
RunConfig merged(const RunConfig& old, const RunConfig& next, std::vector<std::string>& restart) {
  RunConfig result = old;
  result.cameras = next.cameras;
  result.contents = next.contents;
  result.notice = next.notice;
  result.server.admin_token = next.server.admin_token;
  result.server.read_token = next.server.read_token;
  result.server.rate_token = next.server.rate_token;
  result.server.tokens = next.server.tokens;
  result.server.raw_video = next.server.raw_video;
  result.server.camera_inputs = next.server.camera_inputs;
  result.audience.rating_window_minutes = next.audience.rating_window_minutes;
  result.reload = next.reload;
  result.sections = next.sections;
  const auto compare = [&](const char* key, const auto& before, const auto& after) {
    if (!(before == after)) restart.push_back(key);
  };
  const auto detect = [](const RunConfig& config) {
    return std::tuple(config.detect_fps, config.width, config.min_confidence, config.upsample,
                      config.color, config.build, config.blas);
  };
  compare("server", result.server, next.server);
  compare("logs", old.logs, next.logs);
  compare("sinks", old.sinks, next.sinks);
  compare("site", old.site, next.site);
  compare("storage", std::pair(old.sqlite, old.retention_days),
          std::pair(next.sqlite, next.retention_days));
  compare("audience", result.audience, next.audience);
  compare("live", old.live, next.live);
  compare("detect", detect(old), detect(next));
  compare("detector", old.detector, next.detector);
  compare("emotion", old.emotion, next.emotion);
  compare("expressions", old.expressions, next.expressions);
  compare("precision", old.precision, next.precision);
  compare("workers", old.workers, next.workers);
  compare("demand", old.demand, next.demand);
  compare("tuning", old.tuning, next.tuning);
  return result;
}

/// Masks and staff zones that a camera would lose.
void fewer_masks(const RunConfig& file, const RunConfig& read, std::vector<std::string>& fewer) {
  for (const CameraConfig& camera : file.cameras) {
    const CameraConfig* next = config::camera_named(read, camera.name);
    if (!next) continue;
    const std::size_t before = camera.masks.size() + camera.staff.size();
    const std::size_t after = next->masks.size() + next->staff.size();
    if (after < before)
      fewer.push_back(fmt::format("masks of {}: {} → {}", camera.name, before, after));
  }
}

std::vector<std::string> fewer_of(const RunConfig& file, const RunConfig& read) {
  std::vector<std::string> fewer;
  const auto count = [&](const char* what, std::size_t before, std::size_t after) {
    if (after < before) fewer.push_back(fmt::format("{}: {} → {}", what, before, after));
  };
  count("cameras", file.cameras.size(), read.cameras.size());
  count("tokens", config::tokens_of(file.server).size(), config::tokens_of(read.server).size());
  fewer_masks(file, read, fewer);
  for (const std::string& section : file.sections)
    if (section != "reload" && !has(read, section)) fewer.push_back("section " + section);
  return fewer;
}

}  // namespace

Change difference(const RunConfig& before, const RunConfig& after) {
  Change change;
  const auto say = [&](const std::string& name, const char* what, const CameraConfig* old,
                       const CameraConfig* now) {
    change.words.push_back(fmt::format("camera {}{}: {}", name, what,
                                       config::joined(config::camera_words(old, now), ", ")));
  };
  for (const CameraConfig& camera : after.cameras) {
    const CameraConfig* old = config::camera_named(before, camera.name);
    if (old && *old == camera) {
      change.unchanged.push_back(camera.name);
      continue;
    }
    (old ? change.changed : change.added).push_back(camera.name);
    say(camera.name, old ? "" : " added", old, &camera);
  }
  for (const CameraConfig& camera : before.cameras)
    if (!config::camera_named(after, camera.name)) {
      change.removed.push_back(camera.name);
      say(camera.name, " removed", &camera, nullptr);
    }
  const auto others = config::other_words(before, after);
  change.words.insert(change.words.end(), others.begin(), others.end());
  return change;
}

ReloadPlan plan_reload(const RunConfig& running, const RunConfig& file, const RunConfig& read) {
  ReloadPlan plan;
  RunConfig next = read;
  const bool closed = !config::without_tokens(running.server);
  // Made by a program, not read from a file, it has no sections.
  if (closed && !read.sections.empty() && !has(read, "server")) next.server = running.server;
  plan.fewer = fewer_of(file, read);
  std::vector<std::string> restart;
  plan.next = merged(running, next, restart);
  plan.change = difference(running, plan.next);
  plan.change.restart = std::move(restart);
  if (read.sections.empty() && !file.sections.empty())
    plan.refusal = "the configuration is empty";
  else if (closed && config::without_tokens(plan.next.server))
    plan.refusal = "no token would be left: only a restart opens a server that needs tokens";
  else if (!plan.fewer.empty() && !read.reload.allow_fewer)
    plan.refusal = "it would leave less than now (" + config::joined(plan.fewer, ", ") + ")";
  return plan;
}

}  // namespace mien::serve
