#pragma once
/// \file Cameras that never end.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mien/camera_status.h"
#include "mien/config.h"
#include "mien/export.h"
#include "mien/figures.h"
#include "mien/models.h"
#include "mien/pipeline.h"
#include "mien/stages.h"

namespace mien {

/// What a program may hear of its live cameras; each may be empty. They are called one at a time,
/// by mien's threads (`state` also by the thread that starts, adds, changes or removes cameras,
/// while it does so: hold no lock then that a callback takes), and must not call the LiveCameras
/// that calls them (but `status`). An exception from one, of whatever kind, is reported as the
/// camera's `CameraStatus::error`, one from `tally` as that of every camera that has no other.
/// Other cameras continue and other callbacks are still called.
struct LiveCallbacks {
  /// One searched picture: its faces followed, smoothed and placed. `result.frame.seconds` counts
  /// from `LiveCameras::base`.
  std::function<void(const std::string& camera, const FrameResult& result)> sight;
  /// Somebody left.
  std::function<void(const std::string& camera, const Track& ended)> track;
  /// A camera connected, was lost, fell asleep, was added or removed (`gone`).
  std::function<void(const CameraStatus& status, bool gone)> state;
  /// Once a second: the number of people per content; other figures from the minimum audience on.
  std::function<void(const audience::Tally& tally)> tally;
  /// An internal error ended a thread, or a stage of yours could not be made: no more results
  /// follow. Destroy the object on a thread of your own. Exceptions from this are ignored.
  std::function<void(const std::string& words)> broke;
};

struct LiveSetup {
  /// Hear everything, from `start` until `stop`, which open and close them. Must outlive the
  /// object.
  std::vector<Sink*> sinks;
  LiveCallbacks callbacks;
  UtcOffset clock;   ///< of the store, for contents by time of day; empty: UTC
  OwnStages stages;  ///< in the place of mien's
};

/// Live cameras and the workers that search their pictures: the newest picture wins, cameras that
/// are lost are connected again, those that see nobody rest. Thread-safe.
class MIEN_API LiveCameras {
 public:
  /// Loads the models; `config.workers` threads will infer (0: one per core). Throws as `run` does;
  /// a configuration without cameras is allowed: they may be added.
  LiveCameras(const RunConfig& config, const ModelStorePaths& models, LiveSetup setup = {});
  ~LiveCameras();  ///< stops; what a sink then throws is dropped
  LiveCameras(const LiveCameras&) = delete;
  LiveCameras& operator=(const LiveCameras&) = delete;

  /// Begins. Throws what a sink's `open` throws (Error(output) where it cannot write): nothing runs
  /// then, and no sink is open. Once: Error(usage) after `stop`.
  void start();
  /// Ends all cameras, their tracks included, and closes the sinks; returns when no thread runs.
  /// Throws what a sink's `close` throws, when all are closed.
  void stop();

  /// A new camera, or a changed one, which starts anew; the others go on. Throws Error(usage), and
  /// changes nothing, where it is impossible.
  void put(const CameraConfig& camera);
  /// False if no camera has this name.
  bool remove(const std::string& camera);
  /// Settings anew: cameras as in `config`, unchanged ones go on; `live`, `detect_fps`, `width` and
  /// `demand`, for which all start anew where they changed; names of contents. All others stay:
  /// detector, expression model, precision, workers, and `audience` with its minimum.
  void apply(const RunConfig& config);

  std::vector<CameraStatus> status() const;  ///< in the order of the configuration
  RunInfo info() const;
  WallTime base() const;  ///< wall clock at 0 s of `FrameInfo::seconds`
  double busy() const;    ///< share of the workers' time spent on pictures over the last seconds
  /// A JPEG of what the camera sees now, at most 96 pixels wide, masks black, faces replaced by
  /// their mean colour. None where the camera is unknown or has no picture yet. May wait up to 2 s.
  std::optional<std::vector<std::uint8_t>> picture(const std::string& camera) const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace mien
