#pragma once
/// \file What workers of one process have in common.

#include <atomic>
#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

#include "mien/config.h"

#include "chain/chain.h"
#include "chain/mask.h"
#include "chain/segment_output.h"

namespace mien::recordings {

/// What workers of one process have in common. Outlives them. Thread-safe.
struct WorkerTools {
  const RunConfig& config;
  const chain::Models& models;
  std::vector<chain::Masks> masks;   ///< by input
  std::function<bool()> stopped;     ///< asked between frames
  const std::atomic<bool>* stop;     ///< ends blocking reads of live inputs, and planning
  SourceOpener source = {};          ///< the caller's own; empty: there is none
  std::stop_token source_stop = {};  ///< ends its blocking reads

  /// As the run reads it: `config.tuning` says what of the decoding may be left out.
  std::unique_ptr<Source> open(std::size_t input) const;
  /// Of the detector's network, as the camera or the run asks.
  int width(std::size_t input) const;
  /// What is missed in words, where an input's pictures are so large, or so long, that the detector
  /// sees them tiny; else empty. Still pictures are searched in parts.
  std::string too_large(std::size_t input, const StreamInfo& info) const;
  /// The shape that most frames will have; width 0 where only a camera could tell.
  StreamInfo likely() const;
  /// Makes what the chain's first frame of that shape would otherwise have to wait for.
  void prepare(chain::FrameChain& chain, const StreamInfo& likely) const;
};

}  // namespace mien::recordings
