#pragma once
/// \file What an approach works with: the inputs, the workers' tools, the joins that take results,
/// and the one place where threads start.

#include <atomic>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "mien/pipeline.h"

#include "chain/chain.h"
#include "recordings/join.h"
#include "recordings/reporter.h"
#include "recordings/schedule.h"
#include "recordings/worker_tools.h"
#include "sink/sinks.h"
#include "sink/together.h"

namespace mien::recordings {

/// One run, whatever its approach. Thread-safe where nothing else is said.
class Workshop : public chain::SegmentOutput {
 public:
  /// `interrupted`: what the caller sets to finish early; may be null.
  Workshop(const RunConfig& config, const ModelStorePaths& paths,
           const std::vector<std::unique_ptr<Sink>>& sinks, const RunHooks& hooks,
           const std::atomic<bool>* interrupted);

  const RunConfig& config() const { return config_; }
  const ModelStorePaths& paths() const { return paths_; }
  const RunHooks& hooks() const { return hooks_; }
  int workers() const { return workers_; }
  /// Once the models are loaded.
  Schedule& schedule() { return *schedule_; }
  /// As Schedule::next; nothing where the run was stopped.
  std::optional<Work> next_work(std::optional<std::size_t> previous);

  /// Loads the models; once, before `tools` and `schedule` are used and after an approach had its
  /// chance to fork.
  void load();
  const chain::Models& models() const { return *models_; }
  const WorkerTools& tools() const { return *tools_; }

  /// On `count` threads of their own, number i: `prepare(i)`, then, when all are prepared and the
  /// run's clock has started, `body(i)`. Waits for all of them. What one throws stops the run.
  void threads(int count, const std::function<void(int)>& prepare,
               const std::function<void(int)>& body);

  // What comes out.
  void decoded(std::size_t input) override { joins_[input]->count_frame(); }
  void frame(std::size_t input, std::size_t segment, FrameResult& result) override;
  void done(std::size_t input, std::size_t segment, const chain::SegmentReport& report) override;
  /// Something worth telling that did not end the run, in words (a worker that died).
  void incident(const std::string& words);

  bool stopped() const;
  /// A sink that cannot write, or a defect: everybody stops, the first exception is the run's.
  void fail(std::exception_ptr failure);
  /// The work cannot go on (no worker is left): everybody stops, and the run fails with `why` after
  /// what was finished is written and the sinks are closed.
  void end_early(std::exception_ptr why);
  /// A process that worked for this run outside of it: its CPU since the start, and what it read
  /// from files in the steady state, where that was counted.
  void add_helper(double cpu_ms, std::optional<std::int64_t> steady_read_bytes = {});

  /// What a probe saw in such a process; empty: there was none.
  void add_notes(std::string notes);

  /// After the work: throws what failed, ends tracks, sums up.
  Summary finish(const RunInfo& info);
  void throw_if_ended_early() const;

 private:
  void stop();

  const RunConfig& config_;
  const ModelStorePaths paths_;
  const RunHooks& hooks_;
  const std::atomic<bool>* const interrupted_;
  const int workers_;
  sink::Together outlet_;
  std::vector<std::unique_ptr<Join>> joins_;
  std::unique_ptr<chain::Models> models_;
  std::unique_ptr<WorkerTools> tools_;
  std::atomic<bool> stop_{false};
  std::stop_source own_stop_;  ///< of the caller's own sources
  std::stop_callback<std::function<void()>> on_stop_;
  std::optional<Schedule> schedule_;  ///< from `load` on
  Reporter reporter_;
  double started_ms_, started_cpu_ms_;  ///< set anew when all workers are ready
  std::mutex failure_mutex_;
  std::exception_ptr failure_, ended_early_;
  std::vector<std::string> notes_;
  std::vector<std::string> incidents_;  ///< guarded by `failure_mutex_`, as what follows
  double helpers_cpu_ms_ = 0;
  std::optional<std::int64_t> steady_read_bytes_;
};

}  // namespace mien::recordings
