#include "fleet/decisions.h"

#include <algorithm>

namespace mien::fleet {

void Decisions::begin(std::int64_t id, Decision decision) {
  all_[id] = {.decision = std::move(decision)};
}

void Decisions::tried(std::int64_t id) {
  const auto found = all_.find(id);
  if (found != all_.end()) found->second.tried = ++tries_;
}

// What the hub no longer has as open it knows, or took back: that is forgotten.
std::vector<std::pair<std::int64_t, Decision>> Decisions::unheard(std::vector<Proposal>& heard,
                                                                  std::uint64_t mark) {
  std::vector<std::pair<std::int64_t, Decision>> still;
  std::erase_if(all_, [&](const auto& entry) {
    const auto& [id, one] = entry;
    const bool older = one.tried != 0 && one.tried <= mark;
    const bool open = std::ranges::find(heard, id, &Proposal::id) != heard.end();
    if (older && open) still.emplace_back(id, one.decision);
    return older && !open;
  });
  std::ranges::sort(still, {}, [&](const auto& one) { return all_.at(one.first).tried; });
  std::erase_if(heard, [&](const Proposal& one) { return all_.contains(one.id); });
  return still;
}

}  // namespace mien::fleet
