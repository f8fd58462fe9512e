#include "live/live.h"

#include <algorithm>
#include <mutex>
#include <utility>

#include <fmt/format.h>
#include <sys/resource.h>

#include "mien/error.h"

#include "base/clock.h"
#include "chain/detector_choice.h"
#include "chain/own_stages.h"
#include "chain/run_info.h"
#include "live/check.h"
#include "live/picture.h"
#include "live/supervisor.h"
#include "machine/machine.h"
#include "machine/seats.h"

namespace mien::live {

namespace {

/// Below the cameras' threads: a frame that is not read in time is lost, a search may wait.
constexpr int kWorkerNice = 5;
/// What most cameras show: their first frame need not wait.
constexpr int kLikelyWidth = 1920, kLikelyHeight = 1080;

/// The detector as the approach would choose it; the cameras are looked at on their own.
RunConfig settled(RunConfig config, const ModelStorePaths& models, const OwnStages& stages) {
  config.cameras.clear();
  config = chain::with_own(std::move(config), stages);
  if (config.workers == 0) config.workers = machine::usable_cores();
  chain::worker_count(config);  // throws where it is impossible
  config = chain::with_detector(std::move(config), models, chain::Family::cnn);
  chain::settle_detector(chain::Family::cnn, "", config);
  config.approach = "live";
  config.tuning.streams = 0;
  config.tuning.batch = 1;
  return config;
}

using CameraPointers = std::vector<std::shared_ptr<Camera>>;

}  // namespace

class LiveRuntime::Impl {
 public:
  Impl(const RunConfig& config, const ModelStorePaths& paths, std::vector<Sink*> sinks,
       LiveHooks hooks, UtcOffset clock)
      : config_(settled(config, paths, hooks.stages)),
        sinks_(std::move(sinks)),
        hooks_(std::move(hooks)),
        models_(with_cameras(config), paths, config_.workers, hooks_.stages),
        info_(chain::run_info(config_, models_, config_.workers)),
        dispatch_(config_.live.max_latency_ms),
        setting_{std::make_shared<RunConfig>(config_),
                 models_,
                 sinks_,
                 hooks_,
                 std::move(clock),
                 {wall_now(), steady_ms()},
                 dispatch_},
        base_(setting_.base),
        supervisor_(dispatch_, config_.workers, [this] { return looked_after(); }),
        crew_(hooks_.broke) {
    check_live(config, setting_.clock);
    for (const CameraConfig& camera : config.cameras)
      cameras_.push_back(std::make_shared<Camera>(setting_, camera));
  }
  ~Impl() { stop(); }

  void start();
  void stop();
  void apply(const RunConfig& config);
  CameraPointers cameras() const {
    std::lock_guard lock(mutex_);
    return cameras_;
  }
  std::shared_ptr<Camera> camera(const std::string& name) const;
  const RunInfo& info() const { return info_; }
  WallTime base() const { return base_.wall; }
  const Supervisor& supervisor() const { return supervisor_; }

 private:
  CameraPointers looked_after() {
    if (hooks_.ticked) hooks_.ticked();
    if (!told_incident_) told_incident_ = tell(models_.incident());
    return cameras();
  }
  bool tell(const std::string& incident) const {
    if (!incident.empty() && hooks_.incident) hooks_.incident(incident);
    return !incident.empty();
  }
  RunConfig with_cameras(const RunConfig& config) const {
    RunConfig both = config_;
    both.cameras = config.cameras;
    return both;
  }
  void begin(const std::shared_ptr<Camera>& camera);
  void end(const CameraPointers& gone, bool told);
  bool take_settings(const RunConfig& config);
  void work(int number, std::stop_token stop);

  const RunConfig config_;
  const std::vector<Sink*> sinks_;
  const LiveHooks hooks_;
  chain::Models models_;
  const RunInfo info_;
  Dispatch dispatch_;
  LiveSetting setting_;  ///< its `config` is guarded by `applying_`
  const LiveBase base_;
  Supervisor supervisor_;
  bool told_incident_ = false;  ///< the supervisor's
  std::mutex applying_;         ///< one change at a time
  bool running_ = false;        ///< guarded by `applying_`
  mutable std::mutex mutex_;    ///< of `cameras_`
  CameraPointers cameras_;
  Crew crew_;
};

void LiveRuntime::Impl::start() {
  std::lock_guard applying(applying_);
  if (std::exchange(running_, true)) return;
  for (int i = 0; i < config_.workers; ++i)
    crew_.start(fmt::format("mien work {}", i), [this, i](std::stop_token stop) { work(i, stop); });
  for (const auto& camera : cameras()) begin(camera);
  crew_.start("mien watch", [this](std::stop_token stop) { supervisor_.run(stop); });
}

void LiveRuntime::Impl::work(int number, std::stop_token stop) {
  const std::string why = machine::take_seat(config_, number, config_.workers);
  if (number == 0 && !why.empty()) tell(machine::kNotPinned + why);
  ::setpriority(PRIO_PROCESS, 0, kWorkerNice);  // of this thread alone
  WorkerDesk desk(models_);
  desk.chain.prepare(config_.width, kLikelyWidth, kLikelyHeight);
  dispatch_.work(desk, stop);
}

void LiveRuntime::Impl::begin(const std::shared_ptr<Camera>& camera) {
  dispatch_.add(camera);
  camera->start();
  camera->tell(camera->status(), false);
}

void LiveRuntime::Impl::end(const CameraPointers& gone, bool told) {
  for (const auto& camera : gone) camera->ask_to_stop();
  for (const auto& camera : gone) {
    camera->stop();
    dispatch_.remove(camera);
    camera->finish();
    if (told) camera->tell(camera->status(), true);
  }
}

void LiveRuntime::Impl::stop() {
  std::lock_guard applying(applying_);
  if (!std::exchange(running_, false)) return;
  end(cameras(), false);
  crew_.stop();
}

/// What holds for all cameras. False where it is as before.
bool LiveRuntime::Impl::take_settings(const RunConfig& config) {
  RunConfig next = *setting_.config;
  const bool same = next.live == config.live && next.detect_fps == config.detect_fps &&
                    next.width == config.width && next.demand == config.demand;
  if (same && next.server.camera_inputs == config.server.camera_inputs) return false;
  next.server.camera_inputs = config.server.camera_inputs;
  if (same) {  // for cameras to come
    setting_.config = std::make_shared<RunConfig>(std::move(next));
    return false;
  }
  models_.add_width(config.width);
  next.live = config.live;
  next.detect_fps = config.detect_fps;
  next.width = config.width;
  next.demand = config.demand;
  dispatch_.max_latency(next.live.max_latency_ms);
  setting_.config = std::make_shared<RunConfig>(std::move(next));
  return true;
}

void LiveRuntime::Impl::apply(const RunConfig& config) {
  std::lock_guard applying(applying_);
  check_live(config, setting_.clock);
  for (const CameraConfig& camera : config.cameras)
    if (camera.width > 0) models_.add_width(camera.width);
  const bool all = take_settings(config);
  CameraPointers now, begun, gone = cameras();
  for (const CameraConfig& wished : config.cameras) {
    const auto same = std::ranges::find_if(
        gone, [&](const auto& camera) { return !all && camera->config() == wished; });
    if (same != gone.end()) {
      now.push_back(*same);
      gone.erase(same);
    } else {
      now.push_back(begun.emplace_back(std::make_shared<Camera>(setting_, wished)));
    }
  }
  {
    std::lock_guard lock(mutex_);
    cameras_ = now;
  }
  if (!running_) return;
  const auto goes_on = [&](const auto& camera) {
    return std::ranges::any_of(
        begun, [&](const auto& other) { return other->config().name == camera->config().name; });
  };
  const auto changed = std::stable_partition(gone.begin(), gone.end(), goes_on);
  end({gone.begin(), changed}, false);
  end({changed, gone.end()}, true);
  for (const auto& camera : begun) begin(camera);
}

std::shared_ptr<Camera> LiveRuntime::Impl::camera(const std::string& name) const {
  for (const auto& camera : cameras())
    if (camera->config().name == name) return camera;
  return nullptr;
}

LiveRuntime::LiveRuntime(const RunConfig& config, const ModelStorePaths& models,
                         std::vector<Sink*> sinks, LiveHooks hooks, UtcOffset clock)
    : impl_(std::make_unique<Impl>(config, models, std::move(sinks), std::move(hooks),
                                   std::move(clock))) {}
LiveRuntime::~LiveRuntime() = default;

void LiveRuntime::start() { impl_->start(); }
void LiveRuntime::stop() { impl_->stop(); }
void LiveRuntime::apply(const RunConfig& config) { impl_->apply(config); }
RunInfo LiveRuntime::info() const { return impl_->info(); }
WallTime LiveRuntime::base() const { return impl_->base(); }
double LiveRuntime::busy() const { return impl_->supervisor().busy(); }

std::vector<CameraStatus> LiveRuntime::cameras() const {
  std::vector<CameraStatus> all;
  for (const auto& camera : impl_->cameras()) all.push_back(camera->status());
  return all;
}

std::optional<std::vector<std::uint8_t>> LiveRuntime::picture(const std::string& name, Shown kind) {
  const auto camera = impl_->camera(name);
  const auto sight = camera ? camera->sight() : std::nullopt;
  if (!sight) return {};
  return render(*sight, camera->masks(), kind);
}

}  // namespace mien::live
