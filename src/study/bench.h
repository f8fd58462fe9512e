#pragma once
/// \file bench.json: what every approach took, and what it saw.

#include <optional>
#include <string>
#include <vector>

#include "statistics/repeats.h"
#include "study/node.h"

namespace mien::study {

/// One approach as measured.
struct BenchResult {
  std::string approach, detector, build, precision;
  std::string label;  ///< the approach, and what tells it from others of the same name
  std::string note, error, memory_reason;
  double workers = 0, fps = 0, fps_low = 0, fps_high = 0;
  double ms = 0, ms_low = 0, ms_high = 0;  ///< wall time of a frame: median, least, most
  std::optional<double> speedup, speedup_low, speedup_high;  ///< over the baseline
  std::optional<double> recall, faces, frames, core, vector, memory, cpu_ms, width, detect_fps;
  std::optional<double> reference_faces;  ///< that `recall` is a share of
};

struct BenchComparison {
  std::string label, note;
  std::optional<double> hog_ms, cnn_ms;
  double ratio = 0;  ///< HOG's time ÷ the CNN's
};

struct BenchBuild {
  std::string detector, build, note;
  double ms = 0;
  std::optional<double> upsample;  ///< of HOG's input
  std::optional<double> gain;      ///< generic's time ÷ this one's; below 1: slower
  std::optional<double> vector;    ///< packed share of floating-point time, 0..1
};

struct BenchScaling {
  std::string approach;
  std::vector<ScalingPoint> points;  ///< by rising workers
  /// Where three numbers of workers were measured: a law of two unknowns meets any two points.
  std::optional<AmdahlFit> fit;
};

struct Bench {
  std::vector<BenchResult> results, failed;
  std::optional<std::size_t> baseline;  ///< into results
  std::optional<std::size_t> best;      ///< the fastest that finds no fewer faces than the baseline
  std::vector<BenchComparison> comparisons;
  std::vector<BenchBuild> builds;
  std::vector<BenchScaling> scaling;
  std::vector<std::string> notes;  ///< what a reader must know of the whole file

  /// Finds at least what the baseline finds, but for one face; true where either was not measured,
  /// and where it runs the baseline's detector on the same pictures: how frames are shared out
  /// changes no face.
  bool sees_enough(const BenchResult&) const;
};

/// Throws Error(input) that names the key where a value is broken.
Bench read_bench(const Node&);

/// The page's data.
json bench_json(const Bench&);

}  // namespace mien::study
