#include "profile/counters.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fmt/format.h>

namespace mien::profile {

namespace {

struct StallEvent {
  const char* vendor;  // empty: any
  std::uint32_t type;
  std::uint64_t config;
  const char* source;
};

// The first that opens is taken. Raw codes: event | umask << 8 | cmask << 24.
// Intel SDM vol. 3, CYCLE_ACTIVITY.STALLS_MEM_ANY (since Skylake); AMD PPR family 19h/1Ah, PMCx0D6
// (since Zen 4).
constexpr StallEvent kStallEvents[] = {
    {"GenuineIntel", PERF_TYPE_RAW, 0x140014a3,
     "cycles without execution while a load was outstanding (CYCLE_ACTIVITY.STALLS_MEM_ANY)"},
    {"AuthenticAMD", PERF_TYPE_RAW, 0xa2d6,
     "cycles without retirement while a load was outstanding (ex_no_retire.load_not_complete)"},
    {"", PERF_TYPE_HARDWARE, PERF_COUNT_HW_STALLED_CYCLES_BACKEND,
     "back-end stalls of any kind (stalled-cycles-backend): an upper bound of memory stalls"},
};

}  // namespace

std::string refusal(CounterCalls& calls, int error) {
  const char* where = calls.virtual_machine() ? "this virtual machine" : "this machine";
  switch (error) {
    case ENOENT:
    case ENODEV:
    case EOPNOTSUPP:
    case EINVAL:
      return fmt::format("{} offers no hardware counters for it (no PMU: {})", where,
                         std::strerror(error));
    case EACCES:
    case EPERM: {
      const auto paranoia = calls.paranoia();
      if (paranoia && *paranoia > 2)
        return fmt::format("counters are for administrators here (kernel.perf_event_paranoid = {})",
                           *paranoia);
      return fmt::format(
          "perf_event_open is refused ({}): a container's seccomp filter, or "
          "kernel.perf_event_paranoid",
          std::strerror(error));
    }
    case ENOSYS:
      return "perf_event_open is missing: a sandbox (seccomp) hides it or the kernel lacks it";
    case EMFILE:
    case ENFILE:
      return "too many open files for a counter in each thread (ulimit -n)";
    case EBUSY:
      return "another program holds the hardware counters";
    case 0:
      return "the process had no thread to count in";
    default:
      return fmt::format("perf_event_open failed: {}", std::strerror(error));
  }
}

ProcessCounter::ProcessCounter(CounterCalls& calls, std::uint32_t type, std::uint64_t config)
    : calls_(calls) {
  perf_event_attr attr{};
  attr.size = sizeof attr;
  attr.type = type;
  attr.config = config;
  attr.inherit = 1;
  attr.exclude_kernel = type != PERF_TYPE_SOFTWARE;
  attr.exclude_hv = 1;
  attr.read_format = PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING;
  for (const pid_t thread : calls.threads()) {
    const int descriptor = calls.open(attr, thread);
    if (descriptor >= 0) {
      descriptors_.push_back(descriptor);
    } else if (descriptor != -ESRCH) {  // that one has ended meanwhile
      if (error_ == 0) error_ = -descriptor;
      break;
    }
  }
  if (error_ == 0) return;  // part of the threads is no figure
  for (const int descriptor : descriptors_) calls_.close(descriptor);
  descriptors_.clear();
}

ProcessCounter::~ProcessCounter() {
  for (const int descriptor : descriptors_) calls_.close(descriptor);
}

std::optional<double> ProcessCounter::value() {
  double sum = 0;
  bool ran = false;
  for (const int descriptor : descriptors_) {
    std::uint64_t words[3] = {};
    if (!calls_.read(descriptor, words)) return std::nullopt;
    if (words[1] == 0) continue;  // a thread that slept all the time
    if (words[2] == 0) return std::nullopt;
    ran = true;
    sum += static_cast<double>(words[0]) * static_cast<double>(words[1]) /
           static_cast<double>(words[2]);
  }
  return ran ? std::optional(sum) : std::nullopt;
}

CounterSet::CounterSet(CounterCalls& calls) : calls_(calls) {
  migrations_ =
      std::make_unique<ProcessCounter>(calls, PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CPU_MIGRATIONS);
  cycles_ = std::make_unique<ProcessCounter>(calls, PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES);
  if (!cycles_->open()) return;
  const std::string vendor = calls.vendor();
  for (const StallEvent& event : kStallEvents) {
    if (*event.vendor && vendor != event.vendor) continue;
    stalls_ = std::make_unique<ProcessCounter>(calls, event.type, event.config);
    source_ = event.source;
    if (stalls_->open()) return;
  }
}

MemoryStalls CounterSet::memory_stalls() {
  MemoryStalls out;
  if (!cycles_->open() || !stalls_->open()) {
    const bool cycles = !cycles_->open();
    out.reason = refusal(calls_, cycles ? cycles_->error() : stalls_->error());
    return out;
  }
  const auto cycles = cycles_->value(), stalls = stalls_->value();
  if (!cycles || !stalls || *cycles <= 0) {
    out.reason =
        "the counters opened, yet never counted: other users of the PMU, or a virtual "
        "machine that only pretends to have one";
    return out;
  }
  out.source = source_;
  if (*stalls > *cycles * 1.05) {  // 5 %: events that took turns are extrapolated
    out.reason = "the counters contradict each other (more stalls than cycles)";
    return out;
  }
  out.value = std::min(1.0, *stalls / *cycles);
  return out;
}

void CounterSet::migrations(SystemEvents& events) {
  if (const auto value = migrations_->value())
    events.migrations = static_cast<std::int64_t>(*value);
  else
    events.migrations_reason =
        migrations_->open() ? "the counter never ran" : refusal(calls_, migrations_->error());
}

}  // namespace mien::profile
