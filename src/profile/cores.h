#pragma once
/// \file Physical cores that this process may use: hyper-threads of one core count once.

#include <filesystem>
#include <vector>

namespace mien::profile {

struct UsableCores {
  int physical = 1, logical = 1;
};

/// Of the CPUs `allowed` (numbers as the kernel's), by the sibling lists under `sys`
/// (/sys/devices/system/cpu). A CPU without a list counts as a core of its own. Pure but for
/// reading.
UsableCores count_cores(const std::vector<int>& allowed, const std::filesystem::path& sys);

/// This process: affinity, sibling lists, and the cgroup's quota as a cap on both.
UsableCores usable_physical_cores();

}  // namespace mien::profile
