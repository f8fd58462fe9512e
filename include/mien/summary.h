#pragma once
/// \file What a run was (RunInfo) and what it found (Summary); `summary.json` is their image.

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "mien/export.h"
#include "mien/types.h"

namespace mien {

struct ModelInfo {
  std::string name, sha256, licence;
  std::string precision;  ///< as run: "f32", "bf16", "int8"; "native" outside OpenVINO
  int width = 0;          ///< network input, longest side
  std::string build;      ///< hog, mmod: which dlib ran ("generic", "avx2", …); else empty
  std::string reason;     ///< why `auto` chose it; empty where it was asked for
};

/// Machine facts as label → value, in order ("CPU", "Cores", …).
using MachineTable = std::vector<std::pair<std::string, std::string>>;

struct RunInfo {
  ModelInfo detector;
  ModelInfo emotion;
  std::string approach;
  int workers = 0;
  MachineTable machine;
  std::string version;     ///< of mien
  std::string started_at;  ///< RFC 3339, UTC
};

/// CPU milliseconds, in the order of the data.
struct StageTimes {
  double decode = 0, scale = 0, infer = 0, track = 0, crop = 0, classify = 0, write = 0;
  MIEN_API StageTimes& operator+=(const StageTimes&);
  MIEN_API StageTimes& operator-=(const StageTimes&);
  MIEN_API StageTimes& operator*=(double factor);
  double total() const { return decode + scale + infer + track + crop + classify + write; }
};

/// What was left out, and what was not, where `DemandConfig` allowed it; else all 0.
struct DemandCounts {
  std::int64_t searches_skipped = 0;  ///< of `frames_inferred`: nothing had moved
  std::int64_t readings = 0;          ///< expressions that were read
  std::int64_t readings_skipped = 0;  ///< sights of a face that kept the last reading
  std::int64_t looks = 0;             ///< searches that told what was to be decoded
  std::int64_t due_skipped = 0;       ///< frames due for a search, not decoded: not inferred either
  DemandCounts& operator+=(const DemandCounts& other) {
    searches_skipped += other.searches_skipped;
    readings += other.readings;
    readings_skipped += other.readings_skipped;
    looks += other.looks;
    due_skipped += other.due_skipped;
    return *this;
  }
  bool operator==(const DemandCounts&) const = default;
};

struct Percentiles {
  double p50 = 0, p95 = 0, p99 = 0;
};

/// A file of a folder that was not read, and why.
struct PassedOver {
  std::string file, reason;
};

struct InputSummary {
  std::string input;
  std::int64_t frames_decoded = 0, frames_inferred = 0, faces = 0, tracks = 0;
  std::int64_t frames_skipped = 0;  ///< of the stream, not decoded
  std::int64_t frames_covered = 0;  ///< of the blurred copy, painted over whole: not analysed
  double media_seconds = 0, wall_seconds = 0, cpu_seconds = 0, fps = 0;
  Percentiles latency_ms;  ///< from a frame's read to its faces' expressions
  std::array<double, kEmotions + 1>
      emotions{};        ///< share of faces per label, `unknown` last; sums to 1 or all 0
  StageTimes stages_ms;  ///< CPU ms per frame of the stream
  DemandCounts demand;
  std::int64_t damaged_packets = 0;
  std::string damage;                   ///< the last damaged packet in words; empty if none
  std::vector<std::string> notes;       ///< what was put right or chosen while reading, in words
  std::vector<PassedOver> passed_over;  ///< of a folder: what is no picture, or of a kind not read
  std::optional<std::string> error;     ///< why it could not be read, or what ended the reading
};

struct Summary {
  RunInfo run;
  std::vector<InputSummary> inputs;
  InputSummary total;
  bool interrupted = false;
  std::vector<std::string> incidents;  ///< what went wrong on the way and was made good, in words
  std::vector<std::string> worker_notes;  ///< what `RunHooks::probe` saw, one per worker process
  /// processes-prefetch: bytes that the workers read from files while they worked (/proc/self/io)
  std::optional<std::int64_t> steady_read_bytes;
};

}  // namespace mien
