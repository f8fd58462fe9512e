#include "profile/cores.h"

#include <algorithm>
#include <fstream>
#include <set>
#include <string>

#include <sched.h>

#include "machine/machine.h"

namespace mien::profile {

UsableCores count_cores(const std::vector<int>& allowed, const std::filesystem::path& sys) {
  // Siblings have the same list, so lists told apart are cores told apart.
  std::set<std::string> cores;
  for (const int cpu : allowed) {
    const std::string name = "cpu" + std::to_string(cpu);
    std::ifstream in(sys / name / "topology" / "thread_siblings_list");
    std::string siblings;
    cores.insert(std::getline(in, siblings) && !siblings.empty() ? siblings : name);
  }
  return {std::max(1, static_cast<int>(cores.size())),
          std::max(1, static_cast<int>(allowed.size()))};
}

UsableCores usable_physical_cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  std::vector<int> allowed;
  if (sched_getaffinity(0, sizeof set, &set) == 0) {
    for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu)
      if (CPU_ISSET(cpu, &set)) allowed.push_back(cpu);
  }
  const int granted = machine::usable_cores();
  if (allowed.empty()) return {granted, granted};
  const UsableCores cores = count_cores(allowed, "/sys/devices/system/cpu");
  return {std::min(cores.physical, granted), std::min(cores.logical, granted)};
}

}  // namespace mien::profile
