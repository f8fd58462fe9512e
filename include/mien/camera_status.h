#pragma once
/// \file What is known of a camera that never ends.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "mien/export.h"
#include "mien/summary.h"
#include "mien/types.h"

namespace mien {

enum class CameraState { connecting, live, stalled, failed };
MIEN_API std::string_view name_of(CameraState);

/// One camera at a moment. Counts since the start, rates over the last seconds.
struct CameraStatus {
  std::string name;
  CameraState state = CameraState::connecting;
  std::string error;          ///< the last problem in words, without passwords; empty: none yet
  bool asleep = false;        ///< decodes keyframes only, nobody is there
  int width = 0, height = 0;  ///< display size; 0 until the first frame
  std::string codec;
  std::int64_t frames_read = 0;     ///< frames the camera sent, decoded or passed over asleep
  std::int64_t frames_decoded = 0;  ///< of both of its streams if it has two
  /// Not decoded, of both of its streams: decoding takes longer than frames come.
  std::int64_t frames_passed_over = 0;
  std::int64_t frames_inferred = 0, faces = 0;
  std::int64_t drops =
      0;  ///< detections that were due and did not take place: another was due while one waited
  std::int64_t damaged_packets = 0, reconnects = 0;
  DemandCounts demand;  ///< `frames_inferred` counts pictures that needed no search, too
  double read_fps = 0, detect_fps = 0, wanted_fps = 0;
  /// From when a frame could be read to its event, over the last minute. Of H.264 and H.265 over
  /// RTSP a frame can be read when the next one begins.
  Percentiles latency_ms;
  double cpu_seconds = 0;  ///< decoding and inference
  std::optional<WallTime> last_frame;
  std::string content;  ///< shown now
};

}  // namespace mien
