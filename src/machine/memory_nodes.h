#pragma once
/// \file The memory nodes (NUMA) of this machine.

#include <cstddef>
#include <vector>

namespace mien::machine {

/// Logical numbers of the nodes that this process may use; one on ordinary machines, and where
/// hwloc cannot tell.
std::vector<int> memory_nodes();

/// The memory's pages will come from this node. False where the system does not do it.
bool place_memory(void* memory, std::size_t bytes, int node);

/// The calling process runs on the node's cores from now on. False where the system does not do it.
bool stay_near(int node);

/// Bytes of memory that may be used without harm to others: available, and within the process's
/// cgroup. 0: unknown.
std::size_t free_memory();

}  // namespace mien::machine
