#pragma once
/// \file What a user can choose for a run.

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "mien/types.h"

namespace mien {

/// A polygon on the picture, 0..1 of its width and height.
using Polygon = std::vector<Point>;

struct CameraConfig {
  std::string name;   ///< key in the file; the input itself for inputs named on the command line
  std::string input;  ///< path, folder, loop:clip.mp4, URL
  double detect_fps = -1;  ///< −1: as the run says
  int width = 0;           ///< 0: as the run says
  std::string content;
  std::map<std::string, Polygon> zones, masks;
};

struct ContentConfig {
  std::string title;
};

/// Knobs that change speed and never what is found. `mien tune` searches them.
struct Tuning {
  std::string pin = "none";        ///< "cores": each worker stays on one physical core and its memory node
  bool huge_pages = false;         ///< ask for huge pages under large buffers; what is not granted is reported
  int prefetch = 0;                ///< processes-prefetch: seconds of video held decoded; 0: all that fits
  int streams = 0;                 ///< cnn-streams: inferences in flight; 0: one per worker
  int batch = 4;                   ///< cnn-batched: pictures per inference
  int blas_threads = 1;            ///< mmod: threads of one inference; 0: as OMP_NUM_THREADS says
  bool skip_loop_filter = false;   ///< H.264: decodes faster, slightly less exact pictures
};

struct RunConfig {
  std::vector<CameraConfig> cameras;
  std::map<std::string, ContentConfig> contents;
  std::string detector;            ///< empty: as the approach says (retinaface, or hog for the HOG ones)
  std::string emotion = "mien";     ///< "none": faces only, expressions are not read
  std::string precision = "auto";  ///< f32 | bf16 | int8 | auto (bf16 where the CPU computes it natively, else f32)
  int width = 640;                 ///< network input, longest side in pixels
  double min_confidence = 0;       ///< 0: the detector's own default
  int upsample = -1;               ///< hog, mmod: pyramid doublings before detection; −1: as the approach says
  std::string color;               ///< hog: "gray" or "rgb"; empty: as the approach says
  std::string build;               ///< hog, mmod: which dlib ("generic", "sse2", "avx", "avx2", "avx512", "auto")
  std::string blas;                ///< mmod: "openblas" or "mkl"; empty: the build's own
  double detect_fps = 5;           ///< 0: every frame
  int workers = 0;                 ///< 0: one per core that this process may use
  /// How the work is done (src/runtime/approaches): "auto" is cnn-per-core where `detect_fps` is 0, else
  /// cnn-per-core-tracked.
  std::string approach = "auto";
  Tuning tuning;
  std::string sqlite;              ///< path; empty: mien.db in the output folder
  int retention_days = 0;          ///< 0: keep
};

/// Reads a YAML file. Unknown keys, wrong types and impossible values throw Error(usage) that names
/// the file, the line and the nearest valid key. `{MIEN_NAME}` in a string is replaced by `lookup("MIEN_NAME")`
/// (a missing one is an error); the library itself never reads the environment.
RunConfig load_config(const std::filesystem::path& file,
                      const std::map<std::string, std::string>& environment);

}  // namespace mien
