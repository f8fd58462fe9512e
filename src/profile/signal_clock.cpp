#include "profile/signal_clock.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cmath>
#include <map>
#include <set>

#include <dirent.h>
#include <signal.h>
#include <sys/syscall.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#include "mien/error.h"

#include "base/clock.h"

namespace mien::profile {

namespace {

// What the handler uses; all lock-free.
std::atomic<SampleRing*> g_ring{nullptr};
std::atomic<int> g_inside{0};
std::atomic<std::int64_t> g_signals{0};
static_assert(std::atomic<SampleRing*>::is_always_lock_free);

void on_sigprof(int, siginfo_t* info, void* context) {
  const int saved = errno;
  g_inside.fetch_add(1, std::memory_order_seq_cst);
  if (SampleRing* ring = g_ring.load(std::memory_order_seq_cst)) {
    Sample sample;
    const auto* registers = static_cast<const ucontext_t*>(context);
    sample.address = static_cast<std::uintptr_t>(registers->uc_mcontext.gregs[REG_RIP]);
    sample.stage = current_stage();
    if (info->si_code == SI_TIMER) {
      sample.thread = info->si_value.sival_int;
      sample.weight = 1u + static_cast<unsigned>(std::max(0, info->si_overrun));
      g_signals.fetch_add(1, std::memory_order_relaxed);
    }
    ring->push(sample);
  }
  g_inside.fetch_sub(1, std::memory_order_seq_cst);
  errno = saved;
}

std::set<pid_t> threads_of_process() {
  std::set<pid_t> threads;
  DIR* folder = opendir("/proc/self/task");
  if (!folder) return threads;
  while (const dirent* entry = readdir(folder))
    if (entry->d_name[0] != '.') threads.insert(std::atoi(entry->d_name));
  closedir(folder);
  return threads;
}

// CPU clock of a thread by its number; the encoding is the kernel's (posix-timers.h): inverted
// number, three low bits "per thread" and "scheduler's clock".
clockid_t cpu_clock_of(pid_t thread) {
  return static_cast<clockid_t>((~static_cast<unsigned>(thread) << 3) | 6u);
}

timespec to_timespec(double seconds) {
  timespec t;
  t.tv_sec = static_cast<time_t>(seconds);
  t.tv_nsec = static_cast<long>((seconds - static_cast<double>(t.tv_sec)) * 1e9);
  return t;
}

}  // namespace

struct SignalClock::Timers {
  double period = 0;
  std::map<pid_t, timer_t> running;
  std::set<pid_t> refused;
  int seen = 0, refusals = 0;
  struct sigaction before {};

  void add(pid_t thread) {
    sigevent event{};
    event.sigev_notify = SIGEV_THREAD_ID;
    event.sigev_signo = SIGPROF;
    event.sigev_value.sival_int = thread;
    event._sigev_un._tid = thread;
    timer_t timer;
    if (timer_create(cpu_clock_of(thread), &event, &timer) != 0) {
      // EINVAL, ESRCH: it has ended meanwhile. Else the user's limit of timers is reached.
      if (errno != EINVAL && errno != ESRCH && refused.insert(thread).second) ++refusals;
      return;
    }
    // First expiries spread over the period, so that threads shorter than it are sampled fairly.
    const double phase = std::fmod(++seen * 0.6180339887, 1.0);
    itimerspec spec{to_timespec(period), to_timespec(period * (0.01 + 0.99 * phase))};
    if (timer_settime(timer, 0, &spec, nullptr) != 0) {
      timer_delete(timer);
      return;
    }
    running[thread] = timer;
  }
};

SignalClock::SignalClock(SampleRing& ring, int hz) : timers_(std::make_unique<Timers>()) {
  if (hz < 1 || hz > 1000)
    throw Error(ErrorKind::usage, "profile", "samples per second must be 1 to 1000", "250 or less");
  timers_->period = 1.0 / hz;
  SampleRing* none = nullptr;
  if (!g_ring.compare_exchange_strong(none, &ring))
    throw Error(ErrorKind::usage, "profile", "another profile of this process is running",
                "stop it first");
  g_signals = 0;
  struct sigaction action {};
  action.sa_sigaction = on_sigprof;
  action.sa_flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK;
  sigemptyset(&action.sa_mask);
  sigaction(SIGPROF, &action, &timers_->before);
}

SignalClock::~SignalClock() {
  for (const auto& [thread, timer] : timers_->running) timer_delete(timer);
  g_ring.store(nullptr, std::memory_order_seq_cst);
  while (g_inside.load(std::memory_order_seq_cst) != 0) sched_yield();
  const auto& before = timers_->before;
  const bool by_default = !(before.sa_flags & SA_SIGINFO) && before.sa_handler == SIG_DFL;
  if (!by_default) sigaction(SIGPROF, &before, nullptr);
}

void SignalClock::rescan() {
  const std::set<pid_t> alive = threads_of_process();
  const auto self = static_cast<pid_t>(syscall(SYS_gettid));
  for (const pid_t thread : alive)
    if (thread != self && !timers_->running.contains(thread)) timers_->add(thread);
  std::erase_if(timers_->running, [&](const auto& entry) {
    if (alive.contains(entry.first)) return false;
    timer_delete(entry.second);
    return true;
  });
}

int SignalClock::threads_seen() const { return timers_->seen; }
int SignalClock::threads_refused() const { return timers_->refusals; }
double SignalClock::period_seconds() const { return timers_->period; }
std::int64_t SignalClock::signals() const { return g_signals.load(); }

double SignalClock::calibrate() {
  constexpr int kRounds = 5, kSignals = 40;
  const pid_t process = getpid();
  const auto self = static_cast<pid_t>(syscall(SYS_gettid));
  double best = 1e9;  // the median of few would still hold a preemption's cost
  for (int round = 0; round < kRounds; ++round) {
    const double start = thread_cpu_ms();
    for (int i = 0; i < kSignals; ++i) syscall(SYS_tgkill, process, self, SIGPROF);
    best = std::min(best, (thread_cpu_ms() - start) * 1e3 / kSignals);
  }
  return best;
}

}  // namespace mien::profile
