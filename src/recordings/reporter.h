#pragma once
/// \file Progress, at most ten times a second.

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "mien/pipeline.h"

#include "recordings/join.h"

namespace mien::recordings {

/// Sends the progress of every input to a callback, on the thread of whichever worker comes by when
/// it is due; nobody waits for it. Thread-safe.
class Reporter {
 public:
  using Callback = std::function<void(const Progress&)>;
  Reporter(const std::vector<std::unique_ptr<Join>>& joins, const Callback& callback)
      : joins_(joins), callback_(callback) {}

  /// `force`: now, and wait for a report that is under way.
  void report(bool force);

 private:
  const std::vector<std::unique_ptr<Join>>& joins_;
  const Callback& callback_;
  std::mutex mutex_;
  std::atomic<double> next_ms_{0};
};

}  // namespace mien::recordings
