#pragma once
/// \file The other end of an approach with processes: a process that does shares of a run and sends
/// what it finds.

#include <atomic>

#include "mien/pipeline.h"

#include "cluster/link.h"
#include "recordings/segment_worker.h"

namespace mien::recordings {

/// Models and tools of a process of its own.
class Station {
 public:
  /// Loads the models. `stop`, or the other end of `link`, ends the work after the frame in hand.
  Station(const RunConfig& config, const ModelStorePaths& paths, cluster::Link& link,
          const std::atomic<bool>& stop, const OwnStages& stages);
  const WorkerTools& tools() const { return tools_; }
  const chain::Models& models() const { return models_; }

 private:
  chain::Models models_;
  WorkerTools tools_;
};

/// As the system names it.
std::string host_name();
/// Ready, with what the start cost and which models were loaded.
cluster::wire::Ready ready_message(const RunConfig& config, const chain::Models& models);

/// Says Ready, does the shares that come until Over or `stop`, says Bye. Reads its inputs itself.
/// Of `hooks` the probe and the caller's own stages. Throws what the pipeline throws, and
/// Error(internal) for a share that the run does not have.
void serve_shares(const RunConfig& config, const ModelStorePaths& paths, cluster::Link& link,
                  const std::atomic<bool>& stop, const RunHooks& hooks);

/// Around the work of a process; does nothing without a maker.
class Probing {
 public:
  explicit Probing(const ProbeMaker& make) : probe_(make ? make() : nullptr) {
    if (probe_) probe_->start();
  }
  std::string notes() { return probe_ ? probe_->stop() : std::string(); }

 private:
  std::unique_ptr<WorkerProbe> probe_;
};

}  // namespace mien::recordings
