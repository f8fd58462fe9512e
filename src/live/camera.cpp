#include "live/camera.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/calls.h"
#include "base/clock.h"
#include "chain/run_info.h"
#include "config/cameras.h"
#include "live/replay_begin.h"

namespace mien::live {

namespace {

/// So long the first sharp picture is waited for, seconds: coordinates are its pixels, and tracks
/// do not outlive a change of these.
constexpr double kAwaitSharp = 5;
/// After so long without a picture nobody is there any more; before, a track may go on.
constexpr double kLostMs = 2000;

video::LiveOptions live_options(const RunConfig& run, const CameraConfig& camera) {
  video::LiveOptions options{.transport = camera.transport,
                             .deblocking = chain::deblocking_of(run),
                             .max_pixels = std::int64_t{run.live.max_megapixels} * 1'000'000,
                             .packets_wake = run.demand.decode != OnDemand::off,
                             .replay_fps = camera.replay_fps,
                             .replay_after = begin_of_replay(camera)};
  if (camera.by_api)
    options.rule = [networks = run.server.camera_inputs.networks](const Address& address) {
      return may_reach(address, networks);
    };
  return options;
}

}  // namespace

Camera::Camera(const LiveSetting& setting, const CameraConfig& config)
    : setting_(setting),
      config_(config),
      masks_(config_),
      width_(config::width_of(*setting.config, config_)),
      spares_main_(!config_.detect_input.empty() && setting.config->demand.decode != OnDemand::off),
      follow_(config_, setting.models.least_confidence(), setting.clock),
      wanted_fps_(wished_fps()),
      demand_(setting.config->demand),
      crew_(setting.hooks.broke) {
  video::LiveOptions options = live_options(*setting.config, config_);
  const bool two = !config_.detect_input.empty();
  feed_ = std::make_unique<Feed>(two ? config_.detect_input : config_.input, options,
                                 setting.config->live, setting.base, opener(),
                                 [this](auto& source, Frame& frame) { view(source, frame); });
  if (!two) return;
  options.packets_wake = false;  // it wakes where the searched one finds somebody
  sharp_feed_ =
      std::make_unique<Feed>(config_.input, options, setting.config->live, setting.base, opener(),
                             [this](auto& source, Frame& frame) { keep_sharp(source, frame); });
  if (spares_main_) sharp_feed_->rest(video::Rest::between);
}

void Camera::start() {
  crew_.start("see " + config_.name, [this](std::stop_token stop) { feed_->run(stop); });
  if (sharp_feed_)
    crew_.start("cut " + config_.name, [this](std::stop_token stop) { sharp_feed_->run(stop); });
}

void Camera::ask_to_stop() {
  feed_->ask_to_stop();
  if (sharp_feed_) sharp_feed_->ask_to_stop();
}

double Camera::wished_fps() const { return config::detect_fps_of(*setting_.config, config_); }

void Camera::serve(WorkerDesk& desk, Shot& shot) {
  const double cpu = thread_cpu_ms();
  desk.times = {};
  try {
    search(desk, shot);
    note_problem({});
  } catch (...) {  // other cameras go on, whatever a stage or a sink of the caller's throws
    note_problem(words_of(std::current_exception()));
    demand_.begin(0);  // its search may be the one that failed
  }
  worker_cpu_ms_ = worker_cpu_ms_ + thread_cpu_ms() - cpu;
  std::lock_guard lock(mutex_);
  worked_ += desk.times;
}

void Camera::note_problem(const std::string& words) {
  std::lock_guard lock(mutex_);
  problem_ = words;
}

void Camera::lost() {
  demand_.begin(0);
  try {
    tell_tracks(true);
  } catch (...) {
    note_problem(words_of(std::current_exception()));
  }
}

void Camera::finish() {
  {
    std::lock_guard lock(telling_);
    finished_ = true;
  }
  lost();
}

/// What the faces are cut from, if another picture than the shot's. A keyframe is told once: half a
/// search later people are elsewhere.
std::shared_ptr<const Shot> Camera::take_sharp(Shot& shot) {
  if (!sharp_feed_) return nullptr;
  auto sharp = sharp_near(shot.frame.info.seconds, std::move(shot.sharp));
  const std::int64_t index = sharp ? sharp->frame.info.index : -1;
  const bool again = index >= 0 && index == std::exchange(last_sharp_, index);
  return again && sharp_feed_->resting() ? nullptr : sharp;
}

void Camera::search(WorkerDesk& desk, Shot& shot) {
  const std::shared_ptr<const Shot> sharp = take_sharp(shot);
  // What is asked for: a camera that gets less, for the machine is busy, is not to read more.
  const double wished = wished_fps();
  demand_.rate(wished > 0 ? wished : feed_->stream_fps());
  if (spares_main_) demand_.cut(sharp ? chain::Cut::sharp : chain::Cut::coarse);
  desk.chain.process(shot.frame, sharp ? sharp->frame : shot.frame, width_, masks_, demand_,
                     desk.result, desk.times);
  Sight sight{.shot = std::move(shot)};
  FrameResult& result = desk.result;
  const FrameInfo seen = sight.shot.frame.info;
  const float x = static_cast<float>(seen.width) / static_cast<float>(result.frame.width);
  const float y = static_cast<float>(seen.height) / static_cast<float>(result.frame.height);
  for (const Face& face : result.faces) {
    const Box& box = face.detection.box;
    sight.faces.push_back({box.x * x, box.y * y, box.w * x, box.h * y});
  }
  {
    // Coordinates stay those of the sharp stream while it is away.
    std::lock_guard lock(mutex_);
    demanded_ += demand_.take_counts();
    if (!sharp_feed_) width_shown_ = seen.width, height_shown_ = seen.height;
    if (width_shown_ > 0) chain::resize(result, width_shown_, height_shown_);
  }
  inferred_ += 1;
  faces_ += static_cast<std::int64_t>(result.faces.size());
  rest_or_wake(seen.seconds, !result.faces.empty());
  const double came_ms = sight.shot.complete_ms - sight.shot.behind_ms;
  const bool early = awaits_sharp(seen.seconds);
  {
    std::lock_guard lock(mutex_);
    sight_ = std::move(sight);
  }
  if (!early) tell_faces(result, came_ms);
}

/// On a worker's thread. Not for long, and not where the sharp stream cannot be had.
bool Camera::awaits_sharp(double seconds) {
  if (first_s_ < 0) first_s_ = seconds;
  std::lock_guard lock(mutex_);
  return sharp_feed_ && width_shown_ == 0 && seconds - first_s_ < kAwaitSharp &&
         sharp_feed_->life().state() == CameraState::connecting;
}

void Camera::tell_faces(FrameResult& result, double came_ms) {
  follow_.see(result, setting_.base.wall_at(result.frame.seconds));
  result.latency_ms = steady_ms() - came_ms;
  Calls calls;
  for (Sink* sink : setting_.sinks) calls.make([&] { sink->frame(config_.name, result); });
  calls.make([&] { tell_tracks(false); });
  {
    std::lock_guard lock(mutex_);
    latency_.add(result.latency_ms, steady_ms());
  }
  calls.end();
}

void Camera::tell_tracks(bool all) {
  Calls calls;
  for (const Track& track : follow_.ended(all))
    for (Sink* sink : setting_.sinks) calls.make([&] { sink->track(config_.name, track); });
  calls.end();
}

/// On a worker's thread.
void Camera::rest_or_wake(double seconds, bool faces) {
  if (faces || last_face_s_ < 0) last_face_s_ = seconds;
  using enum video::Rest;
  const bool rest =
      config_.sleep != Sleep::never && seconds - last_face_s_ > setting_.config->live.idle_seconds;
  feed_->rest(rest ? between : none);
  if (!sharp_feed_) return;
  if (spares_main_)
    sharp_feed_->rest(rest ? whole : between);  // nobody is there whose face could be cut from it
  else
    sharp_feed_->rest(rest ? between : none);
}

void Camera::tick(double now, const LoadControl& load) {
  feed_->tick(now);
  if (sharp_feed_) sharp_feed_->tick(now);
  wanted_fps_ = load.rate(wished_fps(), feed_->stream_fps());
  {
    std::lock_guard lock(mutex_);
    read_rate_.sample(static_cast<double>(feed_->counts().read), now);
    detect_rate_.sample(static_cast<double>(inferred_), now);
    if (sight_ && now - sight_->shot.complete_ms > kSightMs) sight_.reset();
    if (!sharp_.empty() && now - sharp_.back()->complete_ms > kSightMs) sharp_.clear();
  }
  look_after_lost(now);
  tell_changes();
  tell_cost();
}

void Camera::look_after_lost(double now) {
  const double last = feed_->life().last_sight_ms();
  const bool lost = feed_->life().state() != CameraState::live && last > 0 && now - last > kLostMs;
  if (lost && !told_lost_) setting_.dispatch.post_lost(*this);
  told_lost_ = lost;
}

std::optional<Sight> Camera::sight() const {
  std::lock_guard lock(mutex_);
  return sight_;
}

}  // namespace mien::live
