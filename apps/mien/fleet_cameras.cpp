#include "fleet_cameras.h"

#include <utility>

#include "mien/error.h"

#include "config/config_reader.h"
#include "environment.h"

namespace {

/// What the server refuses, as the exception that the group's thread knows.
template <class Work>
void as_error(Work work) {
  try {
    work();
  } catch (const mien::http::Refusal& refusal) {
    throw mien::Error(mien::ErrorKind::usage, refusal.where, refusal.what, refusal.remedy);
  }
}

}  // namespace

FleetCameras::FleetCameras(const std::string& file, mien::serve::Service& service)
    : crew_([&service](const std::string& thread, std::exception_ptr) {
        service.log().error(mien::LogKind::thread, "thread " + thread + " ended");
      }) {
  if (file.empty()) return;
  const auto log = [&service](const std::string& words, bool bad) {
    service.log().add(bad ? mien::LogLevel::warning : mien::LogLevel::info, mien::LogKind::camera,
                      words);
  };
  membership_ = std::make_unique<mien::fleet::Membership>(
      mien::config::load_fleet_config(file, environment_map()),
      mien::fleet::CameraHands{.take =
                                   [&service](const std::string& name, const std::string& section) {
                                     as_error([&] {
                                       service.config().put(mien::config::parse_camera(
                                           name, section, {}, environment_map()));
                                     });
                                   },
                               .drop =
                                   [&service](const std::string& name) {
                                     as_error([&] { service.config().remove(name); });
                                   },
                               .log = log});
}

void FleetCameras::start() {
  if (!membership_ || std::exchange(started_, true)) return;
  crew_.start("mien-fleet", [this](std::stop_token stop) { membership_->run(stop); });
}
