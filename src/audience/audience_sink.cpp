#include "audience/audience_sink.h"

#include <optional>
#include <set>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "audience/observer.h"

namespace mien::audience {

namespace {

class AudienceSink : public Sink {
 public:
  AudienceSink(std::filesystem::path file, std::span<const CameraConfig> cameras,
               AudienceSinkOptions options)
      : file_(std::move(file)), options_(std::move(options)) {
    for (const CameraConfig& camera : cameras)
      if (!camera.zones.empty()) with_zones_.insert(camera.name);
  }

  void open(const RunInfo& run) override {
    const ParsedTime started = parse_time(run.started_at);
    base_ = options_.base ? *options_.base : started.time ? *started.time : wall_now();
    store_.emplace(file_, options_.store);
    forget_old(wall_now());
  }

  void frame(const std::string& input, const FrameResult& result) override {
    if (!store_) return;
    observer(input).frame(result, done_);
    pass_on();
  }

  void track(const std::string& input, const Track& track) override {
    if (!store_) return;
    observer(input).ended(track, done_);
    pass_on();
  }

  void close(const Summary&) override {
    if (!store_) return;
    for (auto& [input, observer] : observers_) {
      observer.finish(done_);
      store_->set_open(input, {});
    }
    observers_.clear();
    store_->add(done_);
    done_.clear();
    store_->flush();
  }

 private:
  void forget_old(WallTime now) {
    const ClockBelief belief = store_->mind_clock(now);
    store_->enforce_retention(belief.believed);
    const std::int64_t kept = belief.doubtful ? store_->rows_between(belief.believed, now) : 0;
    if (kept > 0 && options_.log)
      options_.log(fmt::format("{}: {} rows are older than is to be kept, if the clock is right: it "
                               "says {}, the newest is of {} (mien check --db {} --clock-is-right "
                               "lets them go)",
                               file_.string(), kept, rfc3339(now), rfc3339(belief.believed),
                               file_.string()));
  }

  Observer& observer(const std::string& input) {
    const auto found = observers_.find(input);
    if (found != observers_.end()) return found->second;
    const auto own = options_.bases.find(input);
    ObserverOptions options{.camera = input,
                            .has_zones = with_zones_.contains(input),
                            .base = own != options_.bases.end() ? own->second : base_,
                            .limits = options_.limits};
    return observers_.try_emplace(input, std::move(options), options_.schedule).first->second;
  }

  void pass_on() {
    if (!done_.empty()) {
      store_->add(done_);
      done_.clear();
    }
    if (!store_->due()) return;
    for (const auto& [input, observer] : observers_) store_->set_open(input, observer.open());
    store_->flush();
  }

  const std::filesystem::path file_;
  const AudienceSinkOptions options_;
  std::set<std::string> with_zones_;
  WallTime base_;
  std::map<std::string, Observer> observers_;
  std::vector<Exposure> done_;
  std::optional<Store> store_;  ///< since `open`
};

}  // namespace

std::unique_ptr<Sink> make_audience_sink(const std::filesystem::path& file,
                                         std::span<const CameraConfig> cameras,
                                         AudienceSinkOptions options) {
  return std::make_unique<AudienceSink>(file, cameras, std::move(options));
}

}  // namespace mien::audience
