#include "fleet_cameras.h"

#include <chrono>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "mien/error.h"

#include "base/database_name.h"
#include "base/text.h"
#include "config/cameras.h"
#include "config/config_reader.h"
#include "environment.h"

namespace {

/// Between two looks at whether pauses wait; after one where the brokers did not answer.
constexpr std::chrono::milliseconds kLook{500}, kTryAgain{2000};

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

FleetCameras::FleetCameras(const std::string& file, mien::serve::Service& service,
                           mien::UtcOffset clock)
    : file_(file),
      service_(service),
      config_(file.empty() ? mien::config::FleetConfig()
                           : mien::config::load_fleet_config(file, environment_map())),
      pauses_(service.gate().holds(), shelf()),
      clock_(std::move(clock)),
      crew_([&service](const std::string& thread, std::exception_ptr) {
        service.log().error(mien::LogKind::thread, "thread " + thread + " ended");
      }) {
  if (file.empty()) return;
  mien::fleet::CameraHands hands;
  hands.claimed = [this](const std::vector<mien::fleet::CameraClaim>& claims, bool own) {
    note(claims, own);
  };
  hands.take = [this](const std::string& name, const std::string& value) {
    as_error([&] { take(name, value); });
  };
  hands.drop = [this](const std::string& name) {
    as_error([&] { service_.config().remove(name); });
    pauses_.drop(name);
  };
  hands.log = [&service](const std::string& words, bool bad) {
    service.log().add(bad ? mien::LogLevel::warning : mien::LogLevel::info, mien::LogKind::camera,
                      words);
  };
  membership_ = std::make_unique<mien::fleet::Membership>(config_, std::move(hands));
}

void FleetCameras::note(const std::vector<mien::fleet::CameraClaim>& claims, bool own) {
  {
    std::lock_guard lock(claims_mutex_);
    for (const auto& one : claims) unstored_.push_back({one.camera, one.fence, one.since, own});
  }
  store_claims();
}

// A claim that cannot be written holds no camera up. It is written as soon as it can be: until then
// what the camera sees has the fence of an older one, and others' figures count instead.
void FleetCameras::store_claims() {
  std::lock_guard lock(claims_mutex_);
  if (unstored_.empty()) return;
  try {
    const auto gone =
        mien::audience::note_claims(mien::database_of(*service_.config().now()), clock_, unstored_);
    unstored_.clear();
    told_of_claims_ = false;
    if (gone > 0)
      service_.log().info(mien::LogKind::camera,
                          fmt::format("{} deleted: another host had the camera when they began",
                                      mien::counted(gone, "stay")));
  } catch (const std::exception& error) {
    if (!std::exchange(told_of_claims_, true))
      service_.log().warn(
          mien::LogKind::camera,
          std::string("the claims of cameras cannot be stored yet: ") + error.what());
  }
}

mien::fleet::CameraShelf FleetCameras::shelf() const {
  return {.read = [this] { return mien::fleet::list_cameras(config_, end_.get_token()); },
          .write =
              [this](const mien::fleet::CameraChanges& changes) {
                mien::fleet::write_cameras(config_, changes, end_.get_token());
              }};
}

// What people decided stands before the camera runs, and holds where the new section is refused and
// the camera goes on with the old one. What is no section at all ends no pause.
void FleetCameras::take(const std::string& name, const std::string& value) {
  const auto camera = mien::fleet::read_fleet_value(name, value);
  if (mien::fleet::takes_hold(camera)) pauses_.take(name, camera.hold);
  const auto config = mien::config::parse_camera(name, camera.section, {}, environment_map());
  service_.config().put(config);
  say_held(config);
}

void FleetCameras::say_held(const mien::CameraConfig& camera) {
  const auto held = service_.gate().held(service_.config().now(), camera);
  if (!held) return;
  const std::string remedy = held->pause
                                 ? "mien fleet cameras resume ends the pause"
                                 : "print its notice, hang it, then: mien notice -c FILE --fleet " +
                                       file_ + " --confirm " + camera.name;
  service_.log().warn(mien::LogKind::service, fmt::format("camera {} is held: {} ({})", camera.name,
                                                          words_of(*held), remedy));
}

/// What is wrong; empty: nothing.
std::string FleetCameras::tell() {
  try {
    const auto told = pauses_.step();
    if (!told.empty())
      service_.log().info(mien::LogKind::camera,
                          fmt::format("pauses passed on to the fleet: {}", fmt::join(told, ", ")));
    return {};
  } catch (const std::exception& error) {  // whatever it is, the next pause is told
    return error.what();
  }
}

void FleetCameras::hand_over(const std::stop_token& stop) {
  std::string trouble;
  while (!stop.stop_requested()) {
    std::string now = tell();
    store_claims();
    if (!now.empty() && trouble.empty() && !stop.stop_requested())
      service_.log().warn(mien::LogKind::camera,
                          "pauses set or ended here apply to this host only, because the fleet "
                          "cannot be told yet: " +
                              now);
    trouble = std::move(now);
    mien::nap(stop, trouble.empty() ? kLook : kTryAgain);
  }
}

void FleetCameras::look_after() {
  if (!membership_) return;
  if (!std::exchange(started_, true)) {
    crew_.start("mien-fleet", [this](std::stop_token stop) { membership_->run(stop); });
    crew_.start("mien-pauses", [this](std::stop_token stop) { hand_over(stop); });
  }
  const auto config = service_.config().now();
  for (const std::string& name : membership_->cameras())
    if (!mien::config::camera_named(*config, name)) return membership_->take_again();
}
