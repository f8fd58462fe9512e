#include "machine/placement.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>

#include <fmt/format.h>
#include <hwloc.h>

#include "mien/error.h"

#include "base/text.h"

namespace mien::machine {

namespace {

// Function pointers, not types of this file, as deleters: CoreMap::Handle is seen by others.
using Owned = std::unique_ptr<std::remove_pointer_t<hwloc_topology_t>, void (*)(hwloc_topology_t)>;
using CpuSet = std::unique_ptr<std::remove_pointer_t<hwloc_bitmap_t>, void (*)(hwloc_bitmap_t)>;

CpuSet empty_set() { return {hwloc_bitmap_alloc(), hwloc_bitmap_free}; }

Owned make_topology() {
  hwloc_topology_t topology = nullptr;
  if (hwloc_topology_init(&topology) != 0)
    throw Error(ErrorKind::internal, "hwloc", "cannot be started");
  return {topology, hwloc_topology_destroy};
}

int node_near(hwloc_const_bitmap_t nodes) {
  const int first = nodes ? hwloc_bitmap_first(nodes) : -1;
  return first < 0 ? 0 : first;
}

std::vector<int> numbers_in(hwloc_const_bitmap_t set) {
  std::vector<int> numbers;
  for (int i = hwloc_bitmap_first(set); i >= 0; i = hwloc_bitmap_next(set, i)) numbers.push_back(i);
  return numbers;
}

// One core for each of hwloc's; where the system reports no cores, one for each CPU.
std::vector<CoreMap::Core> read_cores(hwloc_topology_t topology) {
  std::vector<CoreMap::Core> cores;
  const hwloc_obj_type_t type =
      hwloc_get_nbobjs_by_type(topology, HWLOC_OBJ_CORE) > 0 ? HWLOC_OBJ_CORE : HWLOC_OBJ_PU;
  for (hwloc_obj_t object = nullptr;
       (object = hwloc_get_next_obj_by_type(topology, type, object)) != nullptr;) {
    CoreMap::Core core{static_cast<int>(object->os_index), node_near(object->nodeset),
                       numbers_in(object->cpuset)};
    if (!core.hardware.empty()) cores.push_back(std::move(core));
  }
  std::ranges::stable_sort(cores, {}, &CoreMap::Core::node);
  return cores;
}

}  // namespace

struct CoreMap::Handle {
  Owned topology{nullptr, hwloc_topology_destroy};
  bool real = false;
  std::vector<Core> cores;
};

CoreMap CoreMap::of_this_machine() {
  auto handle = std::make_shared<Handle>();
  handle->topology = make_topology();
  hwloc_topology_t topology = handle->topology.get();
  if (hwloc_topology_load(topology) != 0)
    throw Error(ErrorKind::internal, "hwloc", "the machine's cores cannot be read",
                "set tuning: { pin: none } in the configuration");
  const CpuSet allowed = empty_set();
  if (hwloc_get_cpubind(topology, allowed.get(), HWLOC_CPUBIND_PROCESS) == 0)
    hwloc_topology_restrict(topology, allowed.get(), 0);  // where that fails: all of the machine
  handle->real = true;
  handle->cores = read_cores(topology);
  return CoreMap(std::move(handle));
}

CoreMap CoreMap::synthetic(const std::string& words) {
  auto handle = std::make_shared<Handle>();
  handle->topology = make_topology();
  if (hwloc_topology_set_synthetic(handle->topology.get(), words.c_str()) != 0 ||
      hwloc_topology_load(handle->topology.get()) != 0)
    throw Error(ErrorKind::usage, words, "is not a description of a machine that hwloc can read",
                "as \"package:2 [numa] core:20 pu:2\"");
  handle->cores = read_cores(handle->topology.get());
  return CoreMap(std::move(handle));
}

CoreMap CoreMap::restricted_to(const std::vector<int>& cpus) const {
  hwloc_topology_t copy = nullptr;
  if (hwloc_topology_dup(&copy, handle_->topology.get()) != 0)
    throw Error(ErrorKind::internal, "hwloc", "the machine's description cannot be copied");
  auto handle = std::make_shared<Handle>();
  handle->topology.reset(copy);
  handle->real = handle_->real;
  const CpuSet set = empty_set();
  for (const int cpu : cpus)
    if (cpu >= 0) hwloc_bitmap_set(set.get(), static_cast<unsigned>(cpu));
  if (hwloc_topology_restrict(copy, set.get(), 0) != 0)
    throw Error(ErrorKind::usage, "CPUs", "none of these CPUs exists on this machine",
                "name CPUs that the process may use");
  handle->cores = read_cores(copy);
  return CoreMap(std::move(handle));
}

const std::vector<CoreMap::Core>& CoreMap::cores() const { return handle_->cores; }
bool CoreMap::real() const { return handle_->real; }

std::vector<int> CoreMap::nodes() const {
  std::vector<int> nodes;
  for (const Core& core : cores())
    if (nodes.empty() || nodes.back() != core.node) nodes.push_back(core.node);
  return nodes;
}

namespace {

/// Hands out CPUs, from the preferred node first; round by round: all first hyper-threads of the
/// machine, then all second ones, and from the start again when there are more workers than CPUs.
class Seats {
 public:
  explicit Seats(const CoreMap& topology) : topology_(topology) {
    for (const auto& core : topology.cores()) widest_ = std::max(widest_, core.hardware.size());
    begin_round();
  }

  /// Free CPUs of this round on a node.
  std::size_t free_on(int node) const {
    const auto found = free_.find(node);
    return found == free_.end() ? 0 : found->second.size();
  }

  Seat take(int node) {
    while (left_ == 0) next_round();
    auto& list = free_on(node) > 0 ? free_[node] : fullest();
    const CoreMap::Core& core = *list.front();
    list.erase(list.begin());
    --left_;
    Seat seat{{core.hardware[round_]}, core.node, round_ > 0, again_, {}};
    seat.words = fmt::format("core {} (CPU {}) of node {}{}{}", core.number, seat.cpus[0],
                             seat.node, seat.hyper_thread ? ", a further hyper-thread" : "",
                             seat.shared ? ", shared" : "");
    return seat;
  }

 private:
  void next_round() {
    if (++round_ >= widest_) {
      round_ = 0;
      again_ = true;
    }
    begin_round();
  }

  void begin_round() {
    for (const auto& core : topology_.cores()) {
      if (core.hardware.size() <= round_) continue;
      free_[core.node].push_back(&core);
      ++left_;
    }
  }

  std::vector<const CoreMap::Core*>& fullest() {
    return std::ranges::max_element(free_, {},
                                    [](const auto& entry) { return entry.second.size(); })
        ->second;
  }

  const CoreMap& topology_;
  std::size_t widest_ = 1, round_ = 0, left_ = 0;
  bool again_ = false;
  std::map<int, std::vector<const CoreMap::Core*>> free_;
};

std::string explain(const CoreMap& topology, const Placement& placement, int inputs) {
  const std::size_t nodes = topology.nodes().size(), cores = topology.cores().size();
  const auto further = std::ranges::count_if(placement.seats, &Seat::hyper_thread);
  std::string words = fmt::format(
      "{} on {}", counted(std::ssize(placement.seats), "worker"),
      counted(static_cast<std::int64_t>(std::min(cores, placement.seats.size())), "physical core"));
  if (further > 0) words += fmt::format(", {} of them on further hyper-threads", further);
  if (std::ranges::any_of(placement.seats, &Seat::shared))
    words += "; there are more workers than CPUs";
  if (nodes == 1) return words + "; NUMA placement does not apply: one node";
  return words + fmt::format(
                     "; {} inputs over {} nodes, each with its workers and their memory on one"
                     " node while that has free cores",
                     inputs, nodes);
}

}  // namespace

Placement plan(const CoreMap& topology, int workers, int inputs) {
  if (workers < 1 || inputs < 1)
    throw Error(ErrorKind::usage, "placement", "needs a worker and an input");
  if (topology.cores().empty())
    throw Error(ErrorKind::internal, "hwloc", "reports no core",
                "set tuning: { pin: none } in the configuration");
  Placement placement;
  placement.seats.resize(static_cast<std::size_t>(workers));
  placement.input_node.resize(static_cast<std::size_t>(inputs));
  Seats seats(topology);
  const std::vector<int> nodes = topology.nodes();
  const int groups =
      std::min(workers, inputs);  // inputs beyond the workers join a worker that is there
  for (int group = 0; group < groups; ++group) {
    const int node = *std::ranges::max_element(
        nodes, {}, [&](int candidate) { return seats.free_on(candidate); });
    int home = node;
    for (int worker = group; worker < workers; worker += groups) {
      Seat& seat = placement.seats[static_cast<std::size_t>(worker)];
      seat = seats.take(node);
      if (worker == group) home = seat.node;
    }
    for (int input = group; input < inputs; input += groups)
      placement.input_node[static_cast<std::size_t>(input)] = home;
  }
  placement.words = explain(topology, placement, inputs);
  return placement;
}

std::string bind_this_thread(const CoreMap& topology, const Seat& seat) {
  if (!topology.real()) return "this is not the machine that the program runs on";
  hwloc_topology_t handle = topology.handle_->topology.get();
  const CpuSet cpus = empty_set(), nodes = empty_set();
  for (const int cpu : seat.cpus) hwloc_bitmap_set(cpus.get(), static_cast<unsigned>(cpu));
  if (hwloc_set_cpubind(handle, cpus.get(), HWLOC_CPUBIND_THREAD) != 0)
    return fmt::format("{}: not granted ({})", seat.words, std::strerror(errno));
  if (topology.nodes().size() < 2) return {};
  hwloc_bitmap_set(nodes.get(), static_cast<unsigned>(seat.node));
  if (hwloc_set_membind(handle, nodes.get(), HWLOC_MEMBIND_BIND,
                        HWLOC_MEMBIND_THREAD | HWLOC_MEMBIND_BYNODESET) != 0)
    return fmt::format("memory of node {}: not granted ({}); the kernel still prefers the nearest",
                       seat.node, std::strerror(errno));
  return {};
}

}  // namespace mien::machine
