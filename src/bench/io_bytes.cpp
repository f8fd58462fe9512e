#include "bench/io_bytes.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

#include <sys/resource.h>
#include <unistd.h>

namespace mien::bench {

namespace {

std::optional<IoBytes> io_of(const std::string& process) {
  std::ifstream stream("/proc/" + process + "/io");
  std::optional<IoBytes> io;
  std::string key;
  for (std::int64_t value; stream >> key >> value;) {
    if (!io) io.emplace();
    if (key == "rchar:") io->chars = value;
    if (key == "read_bytes:") io->disk = value;
  }
  return io;
}

void add_children(const std::string& process, IoBytes& sum) {
  std::error_code failed;
  for (const auto& thread :
       std::filesystem::directory_iterator("/proc/" + process + "/task", failed)) {
    std::ifstream stream(thread.path() / "children");
    for (std::string child; stream >> child;) {
      if (const auto io = io_of(child)) {
        sum.chars += io->chars;
        sum.disk += io->disk;
      }
      add_children(child, sum);
    }
  }
}

}  // namespace

std::optional<IoBytes> io_so_far() {
  auto sum = io_of("self");
  if (sum) add_children("self", *sum);
  return sum;
}

std::int64_t peak_rss() {
  rusage self{}, children{};
  getrusage(RUSAGE_SELF, &self);
  getrusage(RUSAGE_CHILDREN, &children);
  return 1024 * static_cast<std::int64_t>(self.ru_maxrss + children.ru_maxrss);
}

// Source: proc(5), /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal.
std::optional<double> machine_busy_seconds() {
  std::ifstream stream("/proc/stat");
  std::string name;
  double user = 0, nice = 0, system = 0, idle = 0, waiting = 0, interrupts = 0, soft = 0,
         stolen = 0;
  if (!(stream >> name >> user >> nice >> system >> idle >> waiting >> interrupts >> soft >>
        stolen))
    return std::nullopt;
  return (user + nice + system + interrupts + soft + stolen) /
         static_cast<double>(sysconf(_SC_CLK_TCK));
}

std::optional<double> others_busy(std::optional<double> before, std::optional<double> after,
                                  double own_s, double wall_s) {
  if (!before || !after || wall_s <= 0) return std::nullopt;
  return std::max(0.0, (*after - *before - own_s) / wall_s);
}

}  // namespace mien::bench
