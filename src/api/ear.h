#pragma once
/// \file What live cameras tell, passed on to an embedding program.

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "mien/config.h"
#include "mien/live.h"
#include "mien/stages.h"

#include "audience/tallies.h"

namespace mien::api {

/// Hears on any thread; tells callbacks and sinks on one at a time.
class Ear final : public Sink {
 public:
  Ear(const AudienceConfig& audience, std::vector<Sink*> sinks, LiveCallbacks callbacks);

  void set_contents(std::vector<std::string> names) { tallies_.set_contents(std::move(names)); }
  /// Throws what a sink throws; those that were opened before it are closed, and nothing is open.
  void open(const RunInfo& run) override;
  void frame(const std::string& camera, const FrameResult& result) override;
  void track(const std::string& camera, const Track& ended) override;
  void camera(const CameraStatus& status, bool gone) override;
  void tally(const audience::Tally& tally) override;
  /// Several times a second: a tally when one is due. Throws nothing: what a callback or a sink
  /// throws of it is `trouble` until none does.
  void tick();
  /// Of the last tally, in words; empty: none. From any thread, a callback's too.
  std::string trouble() const;
  /// No camera tells anything any more. The first exception is thrown when all sinks are closed.
  void end(const RunInfo& run, const std::vector<CameraStatus>& cameras);

 private:
  void close_sinks(std::size_t opened, Summary& summary);

  const std::vector<Sink*> sinks_;
  const LiveCallbacks callbacks_;
  audience::Tallies tallies_;
  std::mutex mutex_;                            ///< of callbacks and sinks
  std::map<std::string, std::int64_t> tracks_;  ///< told, by camera; guarded by `mutex_`
  double tallied_ms_ = 0;
  mutable std::mutex trouble_mutex_;
  std::string trouble_;
};

}  // namespace mien::api
