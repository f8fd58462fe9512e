#include "profile/tally.h"

#include <algorithm>
#include <fstream>
#include <numeric>

#include <fmt/format.h>

namespace mien::profile {

namespace {

constexpr std::size_t kHotLoops = 12;
// Samples in one function that lie further apart than this belong to different loops. Unrolled
// kernels are longer than this, but sampled at addresses closer than this.
constexpr std::uint64_t kLoopGap = 512;

std::optional<double> packed_share(const Mix& sums) {
  return sums.fp > 0 ? std::optional(sums.fp_packed / sums.fp) : std::nullopt;
}

}  // namespace

double SampleTally::Spot::weight() const {
  return std::accumulate(by_stage.begin(), by_stage.end(), 0.0);
}

void SampleTally::add(const Sample& sample) {
  if (sample.weight == 0) return;  // calibration
  auto [at, fresh] = spots_.try_emplace(sample.address);
  if (fresh) {
    at->second.mix = mix_at(sample.address);
    if (!symbols_.knows(sample.address)) symbols_.refresh();
  }
  const double weight = sample.weight;
  at->second.by_stage[static_cast<std::size_t>(sample.stage)] += weight;
  leaves_[{sample.address, sample.thread, sample.stage}] += weight;
  total_ += weight;
  note_thread(sample.thread);
}

void SampleTally::note_thread(std::int32_t thread) {
  auto [at, fresh] = thread_names_.try_emplace(thread);
  if (!fresh) return;
  std::ifstream in(fmt::format("/proc/self/task/{}/comm", thread));
  std::string name;
  at->second = std::getline(in, name) ? fmt::format("{} {}", name, thread)
                                      : fmt::format("thread {}", thread);
}

Vectorisation SampleTally::vectorisation() {
  Mix sums;
  for (const auto& [address, spot] : spots_) sums.add(spot.mix, spot.weight() / total_);
  Vectorisation out;
  out.packed_share = packed_share(sums);
  out.vector_share = sums.vector();
  out.packed_fp = sums.packed_fp;
  out.scalar_fp = sums.scalar_fp;
  out.integer_vector = sums.integer_vector;
  out.vnni = sums.vnni;
  out.amx = sums.amx;
  out.at_loads = sums.reads_memory;
  out.undecoded = sums.undecoded;
  if (sums.vector() > 0) {
    out.width_128 = sums.width_128 / sums.vector();
    out.width_256 = sums.width_256 / sums.vector();
    out.width_512 = sums.width_512 / sums.vector();
    out.width_tile = sums.width_tile / sums.vector();
  }
  out.hottest = hottest();
  return out;
}

// One cluster of addresses, growing.
struct SampleTally::Cluster {
  Place place;
  std::uintptr_t begin = 0, last = 0;
  Mix sums;
  std::array<double, kStages> stages{};
  double weight = 0;

  bool takes(std::uintptr_t address, const Place& here) const {
    if (weight <= 0 || here.symbol != place.symbol || here.library != place.library) return false;
    // Generated code has no names that would tell its stretches apart: it is one row.
    return (here.generated && place.generated) ||
           (here.base == place.base && address - last <= kLoopGap);
  }

  void add(std::uintptr_t address, const Spot& spot) {
    if (weight == 0) begin = address;
    last = address;
    sums.add(spot.mix, spot.weight());
    for (std::size_t i = 0; i < stages.size(); ++i) stages[i] += spot.by_stage[i];
    weight += spot.weight();
  }

  HotLoop loop(double total) const {
    HotLoop out{place.symbol, place.library};
    out.share = weight / total;
    out.packed = packed_share(sums);
    out.vector = sums.vector() / weight;
    out.width = sums.widest();
    out.begin = place.generated ? 0 : begin - place.base;
    out.bytes = place.generated ? 1 : last - begin + 1;
    const auto most = std::max_element(stages.begin(), stages.end());
    out.stage = static_cast<Stage>(most - stages.begin());
    return out;
  }
};

std::vector<HotLoop> SampleTally::hottest() {
  std::vector<std::uintptr_t> addresses;
  for (const auto& [address, spot] : spots_) addresses.push_back(address);
  std::sort(addresses.begin(), addresses.end());
  std::vector<Cluster> clusters;
  for (const std::uintptr_t address : addresses) {
    Place here = symbols_.place(address);
    auto home = clusters.rbegin();
    if (here.generated)  // wherever its other stretches are
      home = std::find_if(home, clusters.rend(),
                          [&](const Cluster& c) { return c.takes(address, here); });
    if (home == clusters.rend() || !home->takes(address, here)) {
      clusters.emplace_back();
      clusters.back().place = std::move(here);
      home = clusters.rbegin();
    }
    home->add(address, spots_[address]);
  }
  std::sort(clusters.begin(), clusters.end(),
            [](const Cluster& a, const Cluster& b) { return a.weight > b.weight; });
  std::vector<HotLoop> loops;
  for (std::size_t i = 0; i < std::min(clusters.size(), kHotLoops); ++i)
    loops.push_back(clusters[i].loop(total_));
  return loops;
}

std::vector<FlameLeaf> SampleTally::flame(double period_seconds) {
  using Key = std::tuple<std::string, std::string, std::string, std::string>;
  std::map<Key, double> merged;
  std::unordered_map<std::uintptr_t, Place> places;
  for (const auto& [leaf, weight] : leaves_) {
    auto [at, fresh] = places.try_emplace(leaf.address);
    if (fresh) at->second = symbols_.place(leaf.address);
    merged[{thread_names_[leaf.thread], name_of(leaf.stage), at->second.symbol,
            at->second.library}] += weight * period_seconds;
  }
  std::vector<FlameLeaf> leaves;
  for (const auto& [key, seconds] : merged)
    leaves.push_back(
        {std::get<0>(key), std::get<1>(key), std::get<2>(key), std::get<3>(key), seconds});
  return leaves;
}

}  // namespace mien::profile
