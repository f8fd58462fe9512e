#pragma once
/// \file Which core and which memory node each worker gets. placement.cpp alone uses hwloc for it.

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace mien::machine {

/// The processors that this process may use, in their cores, sockets and memory nodes. Copies share
/// it.
class CoreMap {
 public:
  /// This machine, cut down to the CPUs that the process may run on.
  /// Throws Error(internal) where the system does not tell.
  static CoreMap of_this_machine();
  /// A machine that is not there, in hwloc's words: "package:2 [numa] core:20 pu:2".
  /// Threads cannot be bound to it. Throws Error(usage) for words that hwloc does not understand.
  static CoreMap synthetic(const std::string& words);

  /// The same with these CPUs alone (numbers of the operating system; others are ignored).
  /// Throws Error(usage) where none is left.
  CoreMap restricted_to(const std::vector<int>& cpus) const;

  struct Core {
    int number = 0;             ///< as the system numbers cores
    int node = 0;               ///< memory node that is nearest, as the system numbers nodes
    std::vector<int> hardware;  ///< CPU numbers of its hyper-threads, the first one first
  };
  /// Physical cores with at least one usable CPU, node by node.
  const std::vector<Core>& cores() const;
  /// Memory nodes that have such cores, ascending.
  std::vector<int> nodes() const;
  /// Threads of this process run on these CPUs.
  bool real() const;

 private:
  struct Handle;
  explicit CoreMap(std::shared_ptr<const Handle> handle) : handle_(std::move(handle)) {}
  std::shared_ptr<const Handle> handle_;
  friend std::string bind_this_thread(const CoreMap&, const struct Seat&);
};

/// Where one worker sits.
struct Seat {
  std::vector<int> cpus;      ///< numbers of the operating system; one
  int node = 0;               ///< its memory
  bool hyper_thread = false;  ///< a neighbour has the same physical core
  bool shared = false;        ///< a neighbour has the same CPU: more workers than CPUs
  std::string words;          ///< "core 3 (CPU 6) of node 0"
};

struct Placement {
  std::vector<Seat> seats;      ///< by worker
  std::vector<int> input_node;  ///< by input: the node of the workers that should read it
  std::string words;            ///< what was decided, for people
};

/// Physical cores first, then their second hyper-threads. The workers of an input, `worker %
/// inputs`, sit on one node while it has free cores; inputs go where most cores are free. At least
/// one worker and one input.
Placement plan(const CoreMap& topology, int workers, int inputs);

/// The calling thread runs on this seat's CPU from now on, and takes new memory from its node.
/// Returns why it does not, in words; empty where it does: a run goes on unbound. Thread-safe.
std::string bind_this_thread(const CoreMap& topology, const Seat& seat);

}  // namespace mien::machine
