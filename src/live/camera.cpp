#include "live/camera.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/calls.h"
#include "base/clock.h"
#include "chain/run_info.h"

namespace mien::live {

namespace {

constexpr std::size_t kSharpKept = 3;
/// A sharp picture that is farther from the searched one than this shows something else.
constexpr double kSharpWithin = 0.2;
/// After so long without a picture nobody is there any more; before, a track may go on.
constexpr double kLostMs = 2000;

video::LiveOptions live_options(const RunConfig& run, const CameraConfig& camera) {
  video::LiveOptions options{.transport = camera.transport,
                             .deblocking = chain::deblocking_of(run),
                             .max_pixels = std::int64_t{run.live.max_megapixels} * 1'000'000,
                             .packets_wake = run.demand.decode != "off"};
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
      width_(config_.width > 0 ? config_.width : setting.config->width),
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
}

/// The caller's own source, where it has one for this camera.
Feed::Opener Camera::opener() const {
  const SourceOpener& own = setting_.hooks.stages.source;
  if (!own)
    return [](auto& input, auto& options, auto) { return video::open_live(input, options); };
  return [&own, camera = config_](const std::string& input, const video::LiveOptions& options,
                                  std::stop_token stop) mutable {
    camera.input = input;
    auto source = own(camera, std::move(stop));
    return source ? video::live_of(std::move(source)) : video::open_live(input, options);
  };
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

double Camera::wished_fps() const {
  return config_.detect_fps >= 0 ? config_.detect_fps : setting_.config->detect_fps;
}

/// On the feed's thread: a picture that faces are searched in.
void Camera::view(video::LiveSource& source, Frame& frame) {
  const bool due = source.resting() || pace_.due(frame.info.seconds, wanted_fps_);
  if (!due && !setting_.dispatch.wants(*this)) return;
  Shot shot{.complete_ms = source.complete_ms(), .due = due};
  shot.planes = source.hold(frame);
  shot.frame = frame;
  setting_.dispatch.post(*this, std::move(shot));
}

/// On the sharp feed's thread.
void Camera::keep_sharp(video::LiveSource& source, Frame& frame) {
  Shot shot{.complete_ms = source.complete_ms()};
  shot.planes = source.hold(frame);
  shot.frame = frame;
  std::lock_guard lock(mutex_);
  width_shown_ = frame.info.width;
  height_shown_ = frame.info.height;
  if (sharp_.size() == kSharpKept) sharp_.pop_front();
  sharp_.push_back(std::move(shot));
}

std::optional<Shot> Camera::sharp_near(double seconds) const {
  const auto distance = [&](const Shot& shot) {
    return std::abs(shot.frame.info.seconds - seconds);
  };
  std::lock_guard lock(mutex_);
  const auto nearest = std::ranges::min_element(sharp_, {}, distance);
  if (nearest == sharp_.end() || distance(*nearest) > kSharpWithin) return {};
  return *nearest;
}

void Camera::serve(WorkerDesk& desk, Shot& shot) {
  const double cpu = thread_cpu_ms();
  try {
    search(desk, shot);
    note_problem({});
  } catch (...) {  // other cameras go on, whatever a stage or a sink of the caller's throws
    note_problem(words_of(std::current_exception()));
    demand_.begin(0);  // its search may be the one that failed
  }
  worker_cpu_ms_ = worker_cpu_ms_ + thread_cpu_ms() - cpu;
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

void Camera::search(WorkerDesk& desk, Shot& shot) {
  const std::optional<Shot> sharp =
      sharp_feed_ ? sharp_near(shot.frame.info.seconds) : std::nullopt;
  const double wanted = wanted_fps_;
  demand_.rate(wanted > 0 ? wanted : feed_->stream_fps());
  desk.chain.process(shot.frame, sharp ? sharp->frame : shot.frame, width_, masks_, demand_,
                     desk.result, desk.times);
  Sight sight{.shot = std::move(shot)};
  FrameResult& result = desk.result;
  const FrameInfo seen = sight.shot.frame.info;
  {
    // Coordinates stay those of the sharp stream while it is away.
    std::lock_guard lock(mutex_);
    demanded_ += demand_.take_counts();
    if (!sharp_feed_) width_shown_ = seen.width, height_shown_ = seen.height;
    if (width_shown_ > 0) chain::resize(result, width_shown_, height_shown_);
  }
  const float x = static_cast<float>(seen.width) / static_cast<float>(result.frame.width);
  const float y = static_cast<float>(seen.height) / static_cast<float>(result.frame.height);
  for (const Face& face : result.faces) {
    const Box& box = face.detection.box;
    sight.faces.push_back({box.x * x, box.y * y, box.w * x, box.h * y});
  }
  inferred_ += 1;
  faces_ += static_cast<std::int64_t>(result.faces.size());
  rest_or_wake(seen.seconds, !result.faces.empty());
  const double complete_ms = sight.shot.complete_ms;
  {
    std::lock_guard lock(mutex_);
    sight_ = std::move(sight);
  }
  tell_faces(result, complete_ms);
}

void Camera::tell_faces(FrameResult& result, double complete_ms) {
  follow_.see(result, setting_.base.wall_at(result.frame.seconds));
  result.latency_ms = steady_ms() - complete_ms;
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
  const bool rest =
      config_.sleep != Sleep::never && seconds - last_face_s_ > setting_.config->live.idle_seconds;
  feed_->rest(rest);
  if (sharp_feed_) sharp_feed_->rest(rest);
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
    if (!sharp_.empty() && now - sharp_.back().complete_ms > kSightMs) sharp_.clear();
  }
  look_after_lost(now);
  tell_changes();
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
