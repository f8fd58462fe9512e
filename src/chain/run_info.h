#pragma once
/// \file What is settled and said of a run before its first frame.

#include "mien/config.h"
#include "mien/summary.h"

#include "chain/chain.h"
#include "media/deblocking.h"

namespace mien::chain {

/// Whether frames come when they are due, not when they are asked for. What exists as a path is a
/// path, whatever it looks like, as where it is opened.
bool is_live(const CameraConfig& camera);

/// Workers for this configuration: as asked, or one per usable core; at least one per live input,
/// since a live input keeps its worker until it ends. Throws Error(usage) on an impossible number.
int worker_count(const RunConfig& config);

/// What of H.264's deblocking is done: `tuning` and `demand.decode` tell.
media::Deblocking deblocking_of(const RunConfig& config);

RunInfo run_info(const RunConfig& config, const Models& models, int workers);

}  // namespace mien::chain
