#pragma once
/// \file Hardware and kernel counters of the whole process, behind a seam of system calls.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <linux/perf_event.h>
#include <sys/types.h>

#include "profile/snapshot.h"

namespace mien::profile {

/// The kernel as the counters see it; tests put their own in its place.
class CounterCalls {
 public:
  virtual ~CounterCalls() = default;
  /// perf_event_open(2) for one thread on any CPU. A descriptor, or −errno.
  virtual int open(const perf_event_attr&, pid_t thread);
  /// value, time enabled, time running; false where it cannot be read.
  virtual bool read(int descriptor, std::uint64_t (&words)[3]);
  virtual void close(int descriptor);
  virtual std::vector<pid_t> threads();
  /// "GenuineIntel", "AuthenticAMD" …
  virtual std::string vendor();
  /// "hypervisor" flag of the CPU.
  virtual bool virtual_machine();
  /// /proc/sys/kernel/perf_event_paranoid; none where there is no such file.
  virtual std::optional<int> paranoia();
};

/// Counts one event in all threads that there are and in all that they start. Starts counting at
/// once.
class ProcessCounter {
 public:
  ProcessCounter(CounterCalls&, std::uint32_t type, std::uint64_t config);
  ~ProcessCounter();
  ProcessCounter(const ProcessCounter&) = delete;
  ProcessCounter& operator=(const ProcessCounter&) = delete;

  bool open() const { return !descriptors_.empty(); }
  int error() const { return error_; }  ///< errno of the first refusal; 0: none
  /// Scaled up where events took turns on the hardware. None where it never ran or was refused.
  std::optional<double> value();

 private:
  CounterCalls& calls_;
  std::vector<int> descriptors_;
  int error_ = 0;
};

/// Memory stalls and migrations between construction and `read`.
class CounterSet {
 public:
  explicit CounterSet(CounterCalls&);
  MemoryStalls memory_stalls();
  void migrations(SystemEvents&);

 private:
  CounterCalls& calls_;
  std::string source_;
  std::unique_ptr<ProcessCounter> cycles_, stalls_, migrations_;
};

/// Why perf_event_open refused, in words: no PMU, the paranoia setting, a sandbox.
std::string refusal(CounterCalls&, int error);

}  // namespace mien::profile
