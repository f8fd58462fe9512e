#pragma once
/// \file From what one camera costs to how many a machine with other cores would carry.

#include <vector>

#include "density/density.h"

namespace mien::density {

/// What a camera costs here, with people before it or without.
struct StoreLoad {
  bool substream = false;
  CameraLoad busy, idle;
};

/// CPU ms a second of a store's camera, of which a share of `idle` sees nobody.
double mean_load(const StoreLoad& load, double idle);

/// Cameras that `cores` like these carry when at most `kBusy` of them is used: CPU time alone, as
/// if memory and caches grew with the cores. 0 where a camera's cost is not known.
int predicted_cameras(double cores, double camera_ms);

/// Measures two busy and two idle cameras, with one stream and, where the options have one, with a
/// substream; then the object "prediction": {"cores", "busy_limit", "loads", "stores", "check"}.
/// `measured`: the step with the most cameras that held, which the same model is held against; null
/// where the search found no limit. Throws as `try_cameras` does.
nlohmann::json predict(const DensityOptions& options, const DensityStep* measured,
                       const bench::StudyTools& tools);

}  // namespace mien::density
