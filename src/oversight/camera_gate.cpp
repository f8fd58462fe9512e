#include "oversight/camera_gate.h"

#include <utility>

#include <fmt/format.h>

#include "config/listen.h"
#include "notice/notice.h"

namespace mien::oversight {

CameraGate::CameraGate(const std::filesystem::path& database, bool exempt, UtcOffset clock)
    : holds_(database), pictures_(database, std::move(clock)), exempt_(exempt) {}

std::string words_of(const Pause& pause) {
  return fmt::format("{} by {} since {}: {}", pause.figures_only ? "figures suspended" : "paused",
                     pause.who, rfc3339(pause.since), pause.reason);
}

std::string words_of(const Held& held) {
  if (held.pause) return words_of(*held.pause);
  if (held.confirmed)
    return fmt::format("its notice has changed since {} confirmed it on {}", held.confirmed->who,
                       rfc3339(held.confirmed->at));
  return "its notice has not been confirmed to hang";
}

namespace {

/// Is it this machine alone that reaches the server? A proxy in front lets others in.
bool is_for_this_machine(const ServerConfig& server) {
  const auto listen = config::parse_listen(server.listen, 0);
  return listen && listen->loopback && server.trusted_proxies.empty();
}

}  // namespace

std::optional<Held> CameraGate::hold_on(const RunConfig& config, const CameraConfig& camera,
                                        const Fingerprint& present) const {
  if (auto pause = holds_.paused(camera.name)) return Held{std::move(pause), {}};
  if (exempt_ || !config.server.require_notice || is_for_this_machine(config.server))
    return std::nullopt;
  const auto confirmed = holds_.confirmed(camera.name);
  if (confirmed && confirmed->notice == present()) return std::nullopt;
  return Held{{}, confirmed};
}

std::optional<Held> CameraGate::held(const std::shared_ptr<const RunConfig>& config,
                                     const CameraConfig& camera) const {
  return hold_on(*config, camera, [&] { return known_fingerprint(config, camera); });
}

std::string CameraGate::known_fingerprint(const std::shared_ptr<const RunConfig>& config,
                                          const CameraConfig& camera) const {
  std::lock_guard lock(mutex_);
  if (known_ != config) {
    known_ = config;
    of_known_.clear();
  }
  const auto found = of_known_.find(camera.name);
  if (found != of_known_.end()) return found->second;
  return of_known_[camera.name] = notice::notice_fingerprint(*config, camera);
}

RunConfig CameraGate::running(const RunConfig& config) const {
  {
    auto suspended = this->suspended(config);
    std::lock_guard lock(suspending_);
    suspended_ = std::move(suspended);
  }
  RunConfig running = config;
  std::erase_if(running.cameras, [&](const CameraConfig& camera) {
    const auto present = [&] { return notice::notice_fingerprint(config, camera); };
    return hold_on(config, camera, present).has_value();
  });
  return running;
}

std::set<std::string> CameraGate::suspended(const RunConfig& config) const {
  std::set<std::string> names;
  for (const CameraConfig& camera : config.cameras)
    if (holds_.suspended(camera.name)) names.insert(camera.name);
  return names;
}

bool CameraGate::is_suspended(const std::string& camera) const {
  std::lock_guard lock(suspending_);
  return suspended_.contains(camera);
}

void say_held(const std::shared_ptr<const RunConfig>& config, const CameraGate& gate,
              EventLog& log) {
  for (const CameraConfig& camera : config->cameras) {
    if (const auto pause = gate.holds().suspended(camera.name))
      log.warn(LogKind::service, fmt::format("camera {}: {}", camera.name, words_of(*pause)));
    const auto held = gate.held(config, camera);
    if (!held) continue;
    log.warn(LogKind::service,
             fmt::format("camera {} is held back: {} ({})", camera.name, words_of(*held),
                         held->pause ? "DELETE /api/v1/cameras/NAME/pause ends the pause"
                                     : "print it, hang it, then: mien notice -c FILE --confirm " +
                                           camera.name + ", and a reload"));
  }
}

}  // namespace mien::oversight
