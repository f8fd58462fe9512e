#include "profile/sampler.h"

#include <condition_variable>
#include <future>
#include <mutex>

#include <pthread.h>
#include <signal.h>

#include "base/clock.h"

namespace mien::profile {

namespace {

constexpr auto kRescan = std::chrono::milliseconds(20), kRelaxed = std::chrono::milliseconds(100);
// Of the process's CPU time, for the reader: above it, it wakes less often. Matters where the
// process waits or gets few cores, for the reader goes by the wall clock.
constexpr double kReaderBudget = 0.005;

// The reader takes no signal that is meant for the program, only those it sends itself.
void block_signals_but_sigprof(sigset_t* before) {
  sigset_t all;
  sigfillset(&all);
  sigdelset(&all, SIGPROF);
  pthread_sigmask(SIG_SETMASK, &all, before);
}

}  // namespace

ThreadSampler::ThreadSampler(int hz) {
  clock_.emplace(ring_, hz);
  period_ = clock_->period_seconds();
  std::promise<void> running;
  sigset_t before;
  block_signals_but_sigprof(&before);
  try {
    reader_ = std::jthread([this, &running](const std::stop_token& stop) {
      pthread_setname_np(pthread_self(), "mien-profile");
      signal_us_ = clock_->calibrate();
      clock_->rescan();
      running.set_value();
      read(stop);
    });
  } catch (...) {
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    throw;
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  running.get_future().wait();
}

ThreadSampler::~ThreadSampler() {
  if (clock_) stop();
}

void ThreadSampler::stop() {
  reader_.request_stop();
  if (reader_.joinable()) reader_.join();
  counts_.signals = clock_->signals();
  counts_.threads_seen = clock_->threads_seen();
  counts_.threads_refused = clock_->threads_refused();
  clock_.reset();  // no handler runs any longer
  ring_.drain([this](const Sample& sample) { tally_.add(sample); }, true);
  counts_.dropped = ring_.dropped();
}

void ThreadSampler::read(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  const double start = process_cpu_ms();
  while (!stop.stop_requested()) {
    const bool dear = thread_cpu_ms() > kReaderBudget * (process_cpu_ms() - start);
    wake.wait_for(lock, stop, dear ? kRelaxed : kRescan, [] { return false; });
    ring_.drain([this](const Sample& sample) { tally_.add(sample); });
    clock_->rescan();
  }
  reader_seconds_ = thread_cpu_ms() * 1e-3;
}

Overhead ThreadSampler::overhead(double cpu_seconds) const {
  Overhead out = counts_;
  out.signal_us = signal_us_;
  out.reader_seconds = reader_seconds_;
  if (cpu_seconds <= 0) return out;
  const double own = reader_seconds_ + static_cast<double>(out.signals) * signal_us_ * 1e-6;
  out.share = own / cpu_seconds;
  const double sampled = cpu_seconds - reader_seconds_;
  if (sampled > 0) out.coverage = tally_.periods() * period_ / sampled;
  return out;
}

}  // namespace mien::profile
