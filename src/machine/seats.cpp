#include "machine/seats.h"

#include "mien/error.h"

#include "machine/placement.h"

namespace mien::machine {

std::string take_seat(const RunConfig& config, int worker, int workers) try {
  if (config.tuning.pin != Pin::cores) return "";
  const CoreMap map = CoreMap::of_this_machine();
  const Placement placement = plan(map, workers, static_cast<int>(config.cameras.size()));
  return bind_this_thread(map, placement.seats.at(static_cast<std::size_t>(worker)));
} catch (const Error& error) {  // a run goes on unbound
  return error.what();
}

}  // namespace mien::machine
