#include "serve/live_sinks.h"

#include "sink/sinks.h"

namespace mien::serve {

LiveSinks::LiveSinks(const SinksConfig& config)
    : sinks_(sink::make_configured_sinks(config)), together_(sink::pointers(sinks_)) {}

LiveSinks::~LiveSinks() {
  try {
    if (open_) together_.close({});
  } catch (
      const std::exception&) {  // what is lost is the last lines of a file that cannot be written
  }
}

void LiveSinks::open(const RunInfo& info) {
  together_.open(info);
  open_ = true;
}

}  // namespace mien::serve
