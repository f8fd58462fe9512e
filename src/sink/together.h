#pragma once
/// \file Several sinks as one.

#include <mutex>
#include <string>
#include <vector>

#include "mien/stages.h"

namespace mien::sink {

/// Passes on what it hears to all of them, by one thread at a time, whoever calls. Does not own
/// them. Thread-safe.
class Together final : public Sink {
 public:
  explicit Together(std::vector<Sink*> sinks) : sinks_(std::move(sinks)) {}

  void open(const RunInfo& run) override {
    each([&](Sink& sink) { sink.open(run); });
  }
  void frame(const std::string& input, const FrameResult& result) override {
    each([&](Sink& sink) { sink.frame(input, result); });
  }
  void track(const std::string& input, const Track& ended) override {
    each([&](Sink& sink) { sink.track(input, ended); });
  }
  void camera(const CameraStatus& status, bool gone) override {
    each([&](Sink& sink) { sink.camera(status, gone); });
  }
  void tally(const audience::Tally& tally) override {
    each([&](Sink& sink) { sink.tally(tally); });
  }
  void conclude(Summary& summary) override {
    each([&](Sink& sink) { sink.conclude(summary); });
  }
  void close(const Summary& summary) override {
    each([&](Sink& sink) { sink.close(summary); });
  }

 private:
  template <class Call>
  void each(Call call) {
    std::lock_guard lock(mutex_);
    for (Sink* sink : sinks_) call(*sink);
  }

  std::mutex mutex_;
  const std::vector<Sink*> sinks_;
};

}  // namespace mien::sink
