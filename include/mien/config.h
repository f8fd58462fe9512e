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

struct RunConfig {
  std::vector<CameraConfig> cameras;
  std::map<std::string, ContentConfig> contents;
  std::string detector = "retinaface";
  std::string emotion = "fer";
  std::string precision = "auto";  ///< f32 | bf16 | int8 | auto (bf16 where the CPU computes it natively, else f32)
  int width = 640;                 ///< network input, longest side in pixels
  double min_confidence = 0;       ///< 0: the detector's own default
  int upsample = 0;                ///< hog, mmod: pyramid doublings before detection
  double detect_fps = 5;           ///< 0: every frame
  int workers = 0;                 ///< 0: one per core that this process may use
  /// "cnn-per-core": every frame; "cnn-per-core-tracked": `detect_fps`, tracked between; "auto": by `detect_fps`
  std::string approach = "auto";
  std::string sqlite;              ///< path; empty: mien.db in the output folder
  int retention_days = 0;          ///< 0: keep
};

/// Reads a YAML file. Unknown keys, wrong types and impossible values throw Error(usage) that names
/// the file, the line and the nearest valid key. `{MIEN_NAME}` in a string is replaced by `lookup("MIEN_NAME")`
/// (a missing one is an error); the library itself never reads the environment.
RunConfig load_config(const std::filesystem::path& file,
                      const std::map<std::string, std::string>& environment);

}  // namespace mien
