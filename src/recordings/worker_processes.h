#pragma once
/// \file The worker processes of a run, and those of them that died.

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "cluster/child.h"
#include "recordings/workshop.h"

namespace mien::recordings {

/// One a worker, numbered from 0; each is tended by one thread, `died` and `all_died` by any.
class WorkerProcesses {
 public:
  using Body = std::function<void(int index, cluster::Link& parent, const std::atomic<bool>& stop)>;

  /// Forks them, before there are other threads. `shop` must outlive it.
  WorkerProcesses(Workshop& shop, const Body& body);

  cluster::Child& child(int index) { return *children_[static_cast<std::size_t>(index)]; }
  /// Waits for its Ready; false where it died before. Throws what the worker threw.
  bool wait_until_ready(int index);
  /// It was.
  bool ready(int index) const { return start_cpu_ms_[static_cast<std::size_t>(index)] > 0; }
  /// Its next message; nothing where it died. A run that is stopped stops it meanwhile.
  std::optional<cluster::wire::Message> receive(int index);
  /// Nothing is left to do for it: takes its Bye.
  void dismiss(int index);

  /// It is gone; `left` of its `thing`s ("segment") were unfinished, and are `given_up` or left to
  /// others.
  void died(int index, std::size_t left, const std::string& thing, bool given_up);
  /// The run ends with what was finished.
  void all_died();

  /// After the work: ends those that live still, counts what all cost, tells of those that died.
  void finish();

 private:
  struct Death {
    std::string how, thing;  ///< "worker 2 (process 4711) was killed by signal 9"
    std::size_t left = 0;
    bool given_up = false;
  };

  Workshop& shop_;
  std::vector<std::unique_ptr<cluster::Child>> children_;
  std::vector<double> start_cpu_ms_;  ///< what each one's start cost; 0: it never was ready
  std::mutex mutex_;
  std::vector<Death> deaths_;  ///< guarded
};

/// Why work of this input is given up, in words: so many workers died on it.
std::string words_of_deaths(const CameraConfig& camera, int deaths);

}  // namespace mien::recordings
