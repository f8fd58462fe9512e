#include <cerrno>
#include <cstdlib>
#include <fstream>

#include <dirent.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "profile/counters.h"

namespace mien::profile {

namespace {

// Value of the first "key : value" line of /proc/cpuinfo.
std::string cpuinfo(std::string_view key) {
  std::ifstream in("/proc/cpuinfo");
  for (std::string line; std::getline(in, line);) {
    const auto colon = line.find(": ");
    if (line.starts_with(key) && colon != std::string::npos) return line.substr(colon + 2);
  }
  return {};
}

}  // namespace

int CounterCalls::open(const perf_event_attr& attr, pid_t thread) {
  const long descriptor = syscall(SYS_perf_event_open, &attr, thread, -1, -1, PERF_FLAG_FD_CLOEXEC);
  return descriptor >= 0 ? static_cast<int>(descriptor) : -errno;
}

bool CounterCalls::read(int descriptor, std::uint64_t (&words)[3]) {
  return ::read(descriptor, words, sizeof words) == static_cast<ssize_t>(sizeof words);
}

void CounterCalls::close(int descriptor) { ::close(descriptor); }

std::vector<pid_t> CounterCalls::threads() {
  std::vector<pid_t> threads;
  DIR* folder = opendir("/proc/self/task");
  if (!folder) return threads;
  while (const dirent* entry = readdir(folder))
    if (entry->d_name[0] != '.') threads.push_back(std::atoi(entry->d_name));
  closedir(folder);
  return threads;
}

std::string CounterCalls::vendor() { return cpuinfo("vendor_id"); }

bool CounterCalls::virtual_machine() {
  return cpuinfo("flags").find("hypervisor") != std::string::npos;
}

std::optional<int> CounterCalls::paranoia() {
  std::ifstream in("/proc/sys/kernel/perf_event_paranoid");
  int value = 0;
  return in >> value ? std::optional(value) : std::nullopt;
}

}  // namespace mien::profile
