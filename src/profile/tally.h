#pragma once
/// \file Samples counted: by address for vectorisation and hot loops, by thread and stage for the
/// flame graph.

#include <array>
#include <functional>
#include <map>
#include <string>
#include <unordered_map>

#include "profile/instruction.h"
#include "profile/sample_ring.h"
#include "profile/snapshot.h"
#include "profile/symbols.h"

namespace mien::profile {

/// Not thread-safe. Decodes each address once, at its first sample, while its code is still there.
class SampleTally {
 public:
  void add(const Sample& sample);

  /// Σ weights.
  double periods() const { return total_; }
  /// What the samples say; looks symbols up, so for the end.
  Vectorisation vectorisation();
  std::vector<FlameLeaf> flame(double period_seconds);

 private:
  struct Spot {
    Mix mix;
    std::array<double, kStages> by_stage{};
    double weight() const;
  };
  struct Cluster;
  struct Leaf {
    std::uintptr_t address;
    std::int32_t thread;
    Stage stage;
    auto operator<=>(const Leaf&) const = default;
  };

  void note_thread(std::int32_t thread);
  std::vector<HotLoop> hottest();

  SymbolMap symbols_;
  std::unordered_map<std::uintptr_t, Spot> spots_;
  std::map<Leaf, double> leaves_;
  std::unordered_map<std::int32_t, std::string> thread_names_;
  double total_ = 0;
};

}  // namespace mien::profile
