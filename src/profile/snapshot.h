#pragma once
/// \file What one profile found: plain values, no handles. Shares are 0..1, times seconds.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/stage_mark.h"

namespace mien::profile {

/// CPUs against physical cores. Formula of `utilisation`: CPU time ÷ (wall × physical cores), at
/// most 1. Two hyper-threads of one core can spend two CPU seconds a second, hence the cap: where
/// hyper-threads are used, the value is an upper bound, and `logical_utilisation` (CPU time ÷ (wall
/// × usable logical CPUs)) stands beside it.
struct CoreUse {
  double wall_seconds = 0, cpu_seconds = 0;
  int physical_cores = 1, logical_cpus = 1;  ///< usable by this process
  double utilisation = 0, logical_utilisation = 0;
};

/// A cluster of sampled addresses in one function, or in one stretch of generated code.
struct HotLoop {
  std::string symbol, library;
  Stage stage = Stage::other;          ///< where most of its samples fell
  double share = 0;                    ///< of all samples
  std::optional<double> packed;        ///< of its FP samples; none without FP samples
  double vector = 0;                   ///< of its samples, those in vector instructions
  int width = 0;                       ///< widest vector register, bits; 1024: AMX tile; 0: none
  std::uint64_t begin = 0, bytes = 0;  ///< offset in its symbol (or generated code), length sampled
};

/// Time-weighted: shares of samples, each of which stands for the same CPU time.
struct Vectorisation {
  std::optional<double> packed_share;  ///< packed ÷ (packed + scalar) FP; none without FP samples
  double vector_share = 0;             ///< of all samples: packed FP, integer vector, VNNI, AMX
  double packed_fp = 0, scalar_fp = 0, integer_vector = 0, vnni = 0, amx = 0;  ///< of all samples
  double width_128 = 0, width_256 = 0, width_512 = 0, width_tile = 0;  ///< of the vector samples
  double at_loads = 0;           ///< of all samples: at an instruction that reads memory
  double undecoded = 0;          ///< of all samples: memory gone, or unknown to the decoder
  std::vector<HotLoop> hottest;  ///< at most 12, hottest first
};

/// From hardware counters; never guessed: without them `value` is empty and `reason` says why.
struct MemoryStalls {
  std::optional<double> value;
  std::string source;  ///< which counters
  std::string reason;  ///< why there is no value
};

struct SystemEvents {
  std::int64_t voluntary_switches = 0, involuntary_switches = 0;
  std::int64_t minor_faults = 0, major_faults = 0;
  std::optional<std::int64_t> migrations;
  std::string migrations_reason;  ///< why there is no figure
};

/// What the sampler itself took. `share` = (signals × cost of one + CPU time of its reader) ÷ CPU
/// time of the process. The cost of a signal is measured at the start, kernel's part included.
struct Overhead {
  double share = 0;
  double signal_us = 0, reader_seconds = 0;
  std::int64_t signals = 0, dropped = 0;
  int threads_seen = 0, threads_refused = 0;  ///< refused: the system gave no timer
  double coverage = 0;                        ///< sampled time ÷ CPU time; 1 when all was seen
};

/// CPU seconds of one leaf of the flame graph.
struct FlameLeaf {
  std::string thread, stage, symbol, library;
  double seconds = 0;
};

struct Snapshot {
  CoreUse cores;
  std::optional<Vectorisation> vectorisation;  ///< none where sampling was off or saw nothing
  MemoryStalls memory_stalls;
  SystemEvents system;
  Overhead overhead;
  std::vector<FlameLeaf> flame;
  int hz = 0;  ///< samples per CPU second asked for; 0: sampling was off
};

}  // namespace mien::profile
