#include "machine/seats.h"

#include <algorithm>

#include <fmt/format.h>

#include "mien/error.h"

namespace mien::machine {

namespace {

/// Live workers serve whatever cameras there are: one group.
int groups_of(const RunConfig& config) {
  return std::max(1, static_cast<int>(config.cameras.size()));
}

}  // namespace

std::string take_seat(const RunConfig& config, int worker, int workers) try {
  if (config.tuning.pin != Pin::cores) return "";
  const CoreMap map = CoreMap::of_this_machine();
  if (std::string why = quota_words(map); !why.empty()) return why;
  const Placement placement = plan(map, workers, groups_of(config));
  return bind_this_thread(map, placement.seats.at(static_cast<std::size_t>(worker)));
} catch (const Error& error) {  // a run goes on unbound
  return error.what();
}

std::string quota_words(const CoreMap& map, std::optional<double> quota) {
  std::size_t cpus = 0;
  for (const CoreMap::Core& core : map.cores()) cpus += core.hardware.size();
  if (!quota || *quota >= static_cast<double>(cpus)) return "";
  return fmt::format(
      "the CPU quota of {:g} is less than the {} CPUs; grant CPUs (cpuset) in its place", *quota,
      cpus);
}

std::string seat_words(const CoreMap& map, Pin pin, int workers, int inputs) {
  if (pin == Pin::cores) return plan(map, workers, inputs).words;
  const std::size_t nodes = map.nodes().size();
  if (nodes < 2) return "";
  return fmt::format(
      "workers are not pinned, and there are {} memory nodes; tuning: {{ pin: cores }} keeps an "
      "input's workers and their memory on one",
      nodes);
}

std::string seat_words(const RunConfig& config, int workers) try {
  return seat_words(CoreMap::of_this_machine(), config.tuning.pin, workers, groups_of(config));
} catch (const Error&) {  // why not, the run said
  return "";
}

}  // namespace mien::machine
