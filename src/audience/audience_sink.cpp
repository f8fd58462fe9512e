#include "audience/audience_sink.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "audience/forget_old.h"
#include "stays/observer.h"

namespace mien::audience {

namespace {

class AudienceSink : public Sink {
 public:
  AudienceSink(std::filesystem::path file, AudienceSinkOptions options)
      : file_(std::move(file)), options_(std::move(options)) {}

  void open(const RunInfo& run) override {
    const ParsedTime started = parse_time(run.started_at);
    base_ = options_.base ? *options_.base : started.time ? *started.time : wall_now();
    store_.emplace(file_, options_.store);
    tell(file_, options_.told);
    decided_until_ = forget_old(*store_, options_.log);
    for (const auto& [input, recording] : options_.recordings)
      if (!recording.empty() && store_->has_recording(recording)) again_.insert(recording);
  }

  void frame(const std::string& input, const FrameResult& result) override {
    if (!store_) return;
    const auto from = options_.counts_from.find(input);
    if (from != options_.counts_from.end() && result.at < from->second) return;
    observer(input).frame(result, done_);
    pass_on();
  }

  void track(const std::string& input, const Track& track) override {
    if (!store_) return;
    observer(input).ended(track, done_);
    pass_on();
  }

  void close(const Summary& summary) override {
    if (!store_) return;
    for (auto& [input, observer] : observers_) {
      observer.finish(done_);
      if (!analysed_before(input)) store_->set_open(input, {});
    }
    observers_.clear();
    add_done();
    store_->flush();
    replace(summary);
    // A recording is over whatever the clock says; hours of cameras wait for a clock that is right.
    store_->decide(decided_until_, /*recordings_over=*/!summary.interrupted);
  }

 private:
  Observer& observer(const std::string& input) {
    const auto found = observers_.find(input);
    if (found != observers_.end()) return found->second;
    const auto own = options_.bases.find(input);
    const auto camera = options_.cameras.find(input);
    ObserverOptions options{.camera = camera != options_.cameras.end() ? camera->second : input,
                            .recording = recording_of(input),
                            .base = own != options_.bases.end() ? own->second : base_,
                            .limits = options_.limits};
    return observers_.try_emplace(input, std::move(options)).first->second;
  }

  std::string recording_of(const std::string& input) const {
    const auto found = options_.recordings.find(input);
    return found == options_.recordings.end() ? "" : found->second;
  }

  bool analysed_before(const std::string& input) const {
    return again_.contains(recording_of(input));
  }

  void pass_on() {
    add_done();
    if (!store_->due()) return;
    for (const auto& [input, observer] : observers_)
      if (!analysed_before(input)) store_->set_open(input, observer.open());
    store_->flush();
  }

  void add_done() {
    if (done_.empty()) return;
    const auto later = std::ranges::stable_partition(
        done_, [&](const Exposure& stay) { return !again_.contains(stay.recording); });
    store_->add({done_.begin(), later.begin()});
    held_.insert(held_.end(), later.begin(), later.end());
    done_.clear();
  }

  void replace(const Summary& summary) {
    std::set<std::string> whole = again_;
    for (const InputSummary& input : summary.inputs)
      if (input.error) whole.erase(recording_of(input.input));
    if (summary.interrupted || whole.empty()) return;
    std::erase_if(held_, [&](const Exposure& stay) { return !whole.contains(stay.recording); });
    store_->replace(whole, held_);
  }

  const std::filesystem::path file_;
  const AudienceSinkOptions options_;
  WallTime base_, decided_until_{};
  std::map<std::string, Observer> observers_;
  std::vector<Exposure> done_;
  std::set<std::string> again_;  ///< recordings that the database knew before
  std::vector<Exposure> held_;   ///< their stays, until `close`
  std::optional<Store> store_;   ///< since `open`
};

}  // namespace

std::unique_ptr<Sink> make_audience_sink(const std::filesystem::path& file,
                                         AudienceSinkOptions options) {
  return std::make_unique<AudienceSink>(file, std::move(options));
}

}  // namespace mien::audience
