#include "machine/memory_nodes.h"

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <memory>
#include <string>
#include <type_traits>

#include <hwloc.h>

#include "machine/control_group.h"

namespace mien::machine {

namespace {

struct DestroyNodes {
  void operator()(hwloc_topology_t topology) const { hwloc_topology_destroy(topology); }
};
using NodeTopology = std::unique_ptr<std::remove_pointer_t<hwloc_topology_t>, DestroyNodes>;

NodeTopology load_nodes() {
  hwloc_topology_t raw = nullptr;
  if (hwloc_topology_init(&raw) != 0) return nullptr;
  NodeTopology topology(raw);
  return hwloc_topology_load(raw) == 0 ? std::move(topology) : nullptr;
}

hwloc_obj_t node_object(const NodeTopology& topology, int node) {
  return topology ? hwloc_get_obj_by_type(topology.get(), HWLOC_OBJ_NUMANODE,
                                          static_cast<unsigned>(node))
                  : nullptr;
}

// The number behind `key` (or the first one), in the file's unit; −1 where there is none.
std::int64_t number_in(const std::string& file, const std::string& key = {}) {
  std::ifstream in(file);
  std::string word;
  while (!key.empty() && in >> word && word != key) {
  }
  std::int64_t number = -1;
  return in >> number ? number : -1;
}

}  // namespace

std::vector<int> memory_nodes() {
  const NodeTopology topology = load_nodes();
  const int count = topology ? hwloc_get_nbobjs_by_type(topology.get(), HWLOC_OBJ_NUMANODE) : 1;
  std::vector<int> nodes;
  for (int node = 0; node < std::max(1, count); ++node) nodes.push_back(node);
  return nodes;
}

bool place_memory(void* memory, std::size_t bytes, int node) {
  const NodeTopology topology = load_nodes();
  const hwloc_obj_t object = node_object(topology, node);
  return object && hwloc_set_area_membind(topology.get(), memory, bytes, object->nodeset,
                                          HWLOC_MEMBIND_BIND, HWLOC_MEMBIND_BYNODESET) == 0;
}

bool stay_near(int node) {
  const NodeTopology topology = load_nodes();
  const hwloc_obj_t object = node_object(topology, node);
  return object && hwloc_set_cpubind(topology.get(), object->cpuset, HWLOC_CPUBIND_PROCESS) == 0;
}

std::size_t free_memory() {
  const std::int64_t available = number_in("/proc/meminfo", "MemAvailable:");
  if (available < 0) return 0;
  const std::int64_t bytes = available * 1024;
  return static_cast<std::size_t>(std::min(bytes, ControlGroup().memory_left().value_or(bytes)));
}

}  // namespace mien::machine
