#pragma once
/// \file Cameras that never end: read, searched, followed, until told to stop.

#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mien/config.h"
#include "mien/pipeline.h"
#include "mien/stages.h"

#include "base/time.h"

namespace mien::live {

enum class CameraState { connecting, live, stalled, failed };
std::string_view name_of(CameraState);

/// One camera at a moment. Counts since the start, rates over the last seconds.
struct CameraStatus {
  std::string name;
  CameraState state = CameraState::connecting;
  std::string error;          ///< the last problem in words, without passwords; empty: none yet
  bool asleep = false;        ///< decodes keyframes only, nobody is there
  int width = 0, height = 0;  ///< display size; 0 until the first frame
  std::string codec;
  std::int64_t frames_read = 0;  ///< frames the camera sent, decoded or passed over asleep
  std::int64_t frames_decoded = 0, frames_inferred = 0, faces = 0;
  std::int64_t drops =
      0;  ///< decoded frames that were due for detection and gave way to newer ones
  std::int64_t damaged_packets = 0, reconnects = 0;
  double read_fps = 0, detect_fps = 0, wanted_fps = 0;
  Percentiles latency_ms;  ///< from a frame's arrival to its event, over the last minute
  double cpu_seconds = 0;  ///< decoding and inference
  std::optional<WallTime> last_frame;
  std::string content;  ///< shown now
};

/// Hears what the cameras see. Called on worker threads: one at a time per camera, several cameras
/// at once. `result.frame.seconds` counts from `LiveRuntime::base()`; `at` is the same moment on
/// the wall clock.
class LiveListener {
 public:
  virtual ~LiveListener() = default;
  virtual void frame(const std::string& /*camera*/, WallTime /*at*/, const FrameResult&,
                     double /*latency_ms*/) {}
  virtual void track(const std::string& /*camera*/, const Track&) {}
  /// A camera connected, was lost, fell asleep, was added or removed (`gone`).
  virtual void changed(const CameraStatus&, bool /*gone*/) {}
  /// The supervisor went round: several times a second, on its thread.
  virtual void ticked() {}
  /// An exception ended a thread, which cannot go on. On that thread; must not throw.
  virtual void broke(const std::string& /*thread*/, std::exception_ptr) {}
};

enum class Shown { blurred, raw };

/// All cameras, their supervisor and the workers. Thread-safe.
class LiveRuntime {
 public:
  /// Loads the models; `config.workers` threads will infer. Throws as `mien::run` does. `listeners`
  /// must outlive it. `clock`: of the store, for contents by time of day.
  LiveRuntime(const RunConfig& config, const ModelStorePaths& models,
              std::vector<LiveListener*> listeners, UtcOffset clock = {});
  ~LiveRuntime();  ///< stops
  LiveRuntime(const LiveRuntime&) = delete;
  LiveRuntime& operator=(const LiveRuntime&) = delete;

  void start();
  /// Ends all cameras, their tracks included; returns when no thread runs.
  void stop();

  /// Cameras as in `config`: new ones start, missing ones end, changed ones start anew, the others
  /// go on untouched. Where what all cameras share changed (the live limits, the detection rate,
  /// the width), all start anew. Detector, expression model and precision stay. Throws Error(usage)
  /// and changes nothing where it is impossible.
  void apply(const RunConfig& config);

  std::vector<CameraStatus> cameras() const;  ///< in the order of the configuration
  RunInfo info() const;
  WallTime base() const;
  double busy() const;  ///< share of the workers' time spent on frames over the last seconds, 0..1

  /// A JPEG of what the camera sees now. `blurred`: no more than 96 pixels wide, faces replaced by
  /// their mean colour. Masks are black in both. nullopt where the camera is unknown or has no
  /// picture yet. May wait up to 2 s.
  std::optional<std::vector<std::uint8_t>> picture(const std::string& camera, Shown kind);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace mien::live
