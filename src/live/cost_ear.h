#pragma once
/// \file What cameras cost, for measurements.

#include <string>

#include "mien/summary.h"

namespace mien::live {

/// A sink of a LiveRuntime that is one of these, too, is told several times a second what each
/// camera has cost so far, on the supervisor's thread. CPU ms: `decode` of its streams, `track` of
/// all that follows the search and the reading.
class CostEar {
 public:
  virtual ~CostEar() = default;
  virtual void cost(const std::string& camera, const StageTimes& ms) = 0;
};

}  // namespace mien::live
