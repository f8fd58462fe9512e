#pragma once
/// \file Worker processes that died, and what to say of them.

#include <mutex>
#include <string>
#include <vector>

#include "recordings/workshop.h"

namespace mien::recordings {

/// Thread-safe.
class WorkerDeaths {
 public:
  /// `how`: "worker 2 (process 4711) was killed by signal 9"; `left` of its `things` ("segment")
  /// were unfinished.
  void add(const std::string& how, std::size_t left, const std::string& thing);
  /// All of `workers` died: the run ends with what was finished.
  void end(Workshop& shop, std::size_t workers);
  /// After the work: an incident for each.
  void tell(Workshop& shop);

 private:
  struct Death {
    std::string how, thing;
    std::size_t left = 0;
  };
  std::mutex mutex_;
  std::vector<Death> deaths_;
};

}  // namespace mien::recordings
