#include "live/feed.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "mien/error.h"

#include "base/clock.h"
#include "base/crew.h"
#include "base/url.h"
#include "machine/free_memory.h"
#include "media/demuxer.h"

namespace mien::live {

Feed::Feed(std::string input, video::LiveOptions options, const LiveConfig& config, LiveBase base,
           Opener opener, Viewer viewer)
    : input_(std::move(input)),
      options_(std::move(options)),
      base_(base),
      opener_(std::move(opener)),
      viewer_(std::move(viewer)),
      watch_still_(input_kind(input_) != InputKind::replay),
      life_(config,
            std::hash<std::string>{}(input_) ^ static_cast<std::uint64_t>(base.steady_ms * 1e3)) {
  options_.stop = &cut_;
}

void Feed::run(std::stop_token stop) {
  const std::stop_callback end(stop, [this] { ask_to_stop(); });
  while (wait_for_turn(stop)) connect();
}

bool Feed::wait_for_turn(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  turn_.wait(lock, stop, [&] { return may_try_; });
  may_try_ = false;
  return !stop.stop_requested();
}

void Feed::tick(double now) {
  if (life_.may_try(now)) {
    {
      std::lock_guard lock(mutex_);
      may_try_ = true;
    }
    turn_.notify_all();
    return;
  }
  const std::string trouble = life_.trouble(now);
  if (trouble.empty()) return;
  life_.give_up(trouble, now);
  cut_off();
}

void Feed::cut_off() {
  cut_ = true;
  std::lock_guard lock(mutex_);
  connection_.request_stop();
}

std::stop_token Feed::begin_connection() {
  std::lock_guard lock(mutex_);
  may_try_ = false;
  cut_ = false;
  connection_ = {};
  return connection_.get_token();
}

void Feed::connect() {
  life_.trying(steady_ms());
  const std::stop_token stop = begin_connection();
  if (stopping_) return;
  clock_.forget();
  try {
    const auto source = opener_(input_, options_, stop);
    read_before_ = read_;
    passed_over_before_ = passed_over_;
    damaged_before_ = damaged_;
    stream_fps_ = source->info().fps;
    {
      std::lock_guard lock(mutex_);
      codec_ = source->info().codec;
    }
    read(*source);
    if (!stopping_) life_.over("the camera ended the stream", false, steady_ms());
  } catch (const media::Unwelcome& refusal) {
    life_.over(refusal.what(), true, steady_ms());
  } catch (...) {  // a source of the caller's may throw anything
    life_.over(words_of(std::current_exception()), false, steady_ms());
  }
  give_back_free_memory();  // of a camera that sent much, or nonsense
  resting_ = false;
  cpu_ms_ = thread_cpu_ms();
}

void Feed::read(video::LiveSource& source) {
  using Step = video::LiveSource::Step;
  Frame frame;
  for (;;) {
    source.rest(rest_);
    const Step step = source.read(frame);
    if (step == Step::ended) break;
    count(source);
    life_.packet(source.owes_picture(), steady_ms());
    if (step != Step::frame) continue;
    ++decoded_;
    const double arrived = base_.seconds(source.arrived_ms());
    frame.info.index = last_index_ = std::max(last_index_ + 1, read_.load());
    frame.info.seconds = clock_.at(source.has_clock() ? frame.info.seconds : -1, arrived);
    const std::uint64_t look = watch_still_ ? look_of(frame) : static_cast<std::uint64_t>(decoded_);
    life_.picture(look, source.keyframe(), steady_ms());
    viewer_(source, frame);
  }
  count(source);
}

void Feed::count(const video::LiveSource& source) {
  read_ = read_before_ + source.pictures_sent();
  passed_over_ = passed_over_before_ + source.passed_over();
  damaged_ = damaged_before_ + source.damaged_packets();
  resting_ = source.resting();
  cpu_ms_ = thread_cpu_ms();
}

FeedCounts Feed::counts() const { return {read_, decoded_, passed_over_, damaged_, cpu_ms_}; }

std::string Feed::codec() const {
  std::lock_guard lock(mutex_);
  return codec_;
}

}  // namespace mien::live
