#pragma once
/// \file What administrators of a store decided, until its hub knows it.

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "fleet/proposal.h"

namespace mien::fleet {

struct Decision {
  bool accepted = false;
  std::string name, reason;
};

/// Asking the hub and deciding overlap: an answer may be older than a decision. In memory: after a
/// restart the hub's list shows what it was not told. Not thread-safe.
class Decisions {
 public:
  /// Decided, and being told to the hub.
  void begin(std::int64_t id, Decision decision);
  /// The hub was told, or could not be.
  void tried(std::int64_t id);

  /// Before the hub is asked what it proposes.
  std::uint64_t mark() const { return tries_; }
  /// `heard` is its answer: what was decided here goes out of it. Returns what the hub, asked after
  /// it should have been told, still has as open: what was told longest ago first.
  std::vector<std::pair<std::int64_t, Decision>> unheard(std::vector<Proposal>& heard,
                                                         std::uint64_t mark);

 private:
  struct One {
    Decision decision;
    std::uint64_t tried = 0;  ///< 0: it is being told for the first time
  };
  std::map<std::int64_t, One> all_;
  std::uint64_t tries_ = 0;
};

}  // namespace mien::fleet
