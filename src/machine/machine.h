#pragma once
/// \file This machine: the article's Table 1.

#include "mien/summary.h"

namespace mien::machine {

/// CPU, cores, sockets, NUMA, caches, instruction sets (from hwloc and CPUID), memory. Cheap after
/// the first call.
const MachineTable& machine_table();

/// Cores that this process may use (affinity and cgroup quota), ≥ 1.
int usable_cores();

}  // namespace mien::machine
