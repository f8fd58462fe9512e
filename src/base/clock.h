#pragma once
/// \file Wall and CPU time.

#include <chrono>

#include <sys/resource.h>
#include <time.h>

namespace mien {

/// CPU milliseconds that the calling thread has used.
inline double thread_cpu_ms() {
  timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_nsec) * 1e-6;
}

/// CPU milliseconds that the process has used, all threads.
inline double process_cpu_ms() {
  timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_nsec) * 1e-6;
}

/// Milliseconds of a clock that never jumps.
inline double steady_ms() {
  using namespace std::chrono;
  return duration<double, std::milli>(steady_clock::now().time_since_epoch()).count();
}

/// How often the calling thread has waited for something: data, a lock, a nap. Being preempted does
/// not count.
inline long thread_waits() {
  rusage usage;
  getrusage(RUSAGE_THREAD, &usage);
  return usage.ru_nvcsw;
}

/// Adds the CPU time of its scope, in ms, to `total`.
class CpuTimer {
 public:
  explicit CpuTimer(double& total) : total_(total), start_(thread_cpu_ms()) {}
  ~CpuTimer() { total_ += thread_cpu_ms() - start_; }
  CpuTimer(const CpuTimer&) = delete;
  CpuTimer& operator=(const CpuTimer&) = delete;

 private:
  double& total_;
  double start_;
};

}  // namespace mien
