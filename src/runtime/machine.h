#pragma once
/// \file The machine and the software: the article's Tables 1 and 2.

#include "mien/summary.h"

namespace mien::runtime {

/// CPU, cores, sockets, NUMA, caches, instruction sets (from hwloc and CPUID), memory. Cheap after
/// the first call.
const MachineTable& machine_table();

/// Versions of the libraries that this build uses.
MachineTable software_table();

/// Cores that this process may use (affinity and cgroup quota), ≥ 1.
int usable_cores();

}  // namespace mien::runtime
