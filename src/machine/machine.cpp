#include "machine/machine.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <memory>
#include <sstream>
#include <thread>

#include <fmt/format.h>
#include <hwloc.h>
#include <sched.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "machine/control_group.h"
#include "machine/isa.h"

namespace mien::machine {

namespace {

struct MachineTopologyDeleter {
  void operator()(hwloc_topology_t topology) const { hwloc_topology_destroy(topology); }
};
using MachineTopology =
    std::unique_ptr<std::remove_pointer_t<hwloc_topology_t>, MachineTopologyDeleter>;

MachineTopology load_topology() {
  hwloc_topology_t topology = nullptr;
  if (hwloc_topology_init(&topology) != 0) return nullptr;
  MachineTopology owned(topology);
  // Unless asked for, caches of instructions are left out.
  hwloc_topology_set_icache_types_filter(topology, HWLOC_TYPE_FILTER_KEEP_ALL);
  if (hwloc_topology_load(topology) != 0) return nullptr;
  return owned;
}

int count(const MachineTopology& topology, hwloc_obj_type_t type) {
  return topology ? std::max(0, hwloc_get_nbobjs_by_type(topology.get(), type)) : 0;
}

std::string cache_size(const MachineTopology& topology, hwloc_obj_type_t type) {
  if (count(topology, type) == 0) return "unknown";
  const hwloc_obj_t cache = hwloc_get_obj_by_type(topology.get(), type, 0);
  return fmt::format("{} × {} KiB", count(topology, type), cache->attr->cache.size / 1024);
}

// The value of the first "key : value" line of a /proc file; empty where there is none.
std::string proc_value(const char* file, std::string_view key) {
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with(key)) continue;
    const auto colon = line.find(':');
    if (colon == std::string::npos) continue;
    const auto begin = line.find_first_not_of(" \t", colon + 1);
    return begin == std::string::npos ? "" : line.substr(begin);
  }
  return {};
}

std::string memory_size() {
  const auto pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGE_SIZE);
  return fmt::format("{:.1f} GiB", static_cast<double>(pages) * static_cast<double>(page) /
                                       (1024.0 * 1024 * 1024));
}

MachineTable read_machine() {
  const MachineTopology topology = load_topology();
  const int cores = count(topology, HWLOC_OBJ_CORE), threads = count(topology, HWLOC_OBJ_PU);
  const int sockets = std::max(1, count(topology, HWLOC_OBJ_PACKAGE));
  utsname system{};
  uname(&system);
  return {
      {"Architecture", system.machine},
      {"Model name", proc_value("/proc/cpuinfo", "model name")},
      {"Vendor ID", proc_value("/proc/cpuinfo", "vendor_id")},
      {"CPU family", proc_value("/proc/cpuinfo", "cpu family")},
      {"Model", proc_value("/proc/cpuinfo", "model\t")},
      {"Stepping", proc_value("/proc/cpuinfo", "stepping")},
      {"CPU MHz", proc_value("/proc/cpuinfo", "cpu MHz")},
      {"Number of CPUs", std::to_string(threads)},
      {"Usable cores", std::to_string(usable_cores())},
      {"Threads per core", std::to_string(cores > 0 ? threads / cores : 1)},
      {"Cores per socket", std::to_string(cores / sockets)},
      {"Sockets", std::to_string(sockets)},
      {"NUMA nodes", std::to_string(std::max(1, count(topology, HWLOC_OBJ_NUMANODE)))},
      {"L1d cache", cache_size(topology, HWLOC_OBJ_L1CACHE)},
      {"L1i cache", cache_size(topology, HWLOC_OBJ_L1ICACHE)},
      {"L2 cache", cache_size(topology, HWLOC_OBJ_L2CACHE)},
      {"L3 cache", cache_size(topology, HWLOC_OBJ_L3CACHE)},
      {"Instruction sets", instruction_sets()},
      {"Memory", memory_size()},
      {"Kernel", std::string(system.sysname) + " " + system.release},
  };
}

}  // namespace

const MachineTable& machine_table() {
  static const MachineTable table = read_machine();
  return table;
}

int usable_cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  int cores = sched_getaffinity(0, sizeof set, &set) == 0
                  ? CPU_COUNT(&set)
                  : static_cast<int>(std::thread::hardware_concurrency());
  if (const auto granted = ControlGroup().cpus())
    cores = static_cast<int>(std::min<double>(cores, std::ceil(*granted)));
  return std::max(1, cores);
}

}  // namespace mien::machine
