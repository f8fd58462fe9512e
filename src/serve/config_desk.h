#pragma once
/// \file The configuration in force, and how it changes while the server runs.

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "mien/config.h"

#include "serve/cameras.h"

namespace mien::serve {

/// What a change did, by camera.
struct Change {
  std::vector<std::string> added, changed, removed, unchanged;
  std::vector<std::string> restart;  ///< sections of which something waits for a restart
};

/// One change at a time, each whole or not at all. Thread-safe.
class ConfigDesk {
 public:
  /// Told of each configuration before its cameras run and when one changes; may throw
  /// Error(usage): then nothing changes.
  using Prepare = std::function<void(const RunConfig& next)>;

  explicit ConfigDesk(RunConfig config);

  std::shared_ptr<const RunConfig> now() const;
  /// Changes with each configuration.
  std::uint64_t generation() const;

  /// From now on changes reach `cameras`, which the desk does not own. `prepare` may check and must
  /// then not fail; `applied` hears of what is in force.
  void open(Cameras* cameras, Prepare prepare, Prepare applied);
  void close();

  /// The file anew: its cameras, contents, notice, tokens, raw_video and rating_window_minutes. The
  /// rest stays as it is, and is named where it changed. Throws Error(usage) and changes nothing
  /// where it is impossible, Refusal(503) while the cameras are not there yet.
  Change reload(RunConfig next);
  /// True: a new camera. Until the next reload or restart.
  bool put(const CameraConfig& camera);
  /// False: there is none of that name.
  bool remove(const std::string& name);

 private:
  void apply(RunConfig next);

  std::mutex changing_;  ///< held for a whole change
  mutable std::mutex mutex_;
  std::shared_ptr<const RunConfig> config_;
  std::uint64_t generation_ = 1;
  Cameras* cameras_ = nullptr;
  Prepare prepare_, applied_;
};

/// A camera's section of the configuration as JSON → CameraConfig, checked as the file is. Throws
/// Error(usage). Pure.
CameraConfig camera_of_json(const std::string& name, const std::string& body,
                            const RunConfig& config);

/// Names that exposures and ratings may have: those of `contents`, and those that cameras show.
std::vector<std::string> content_names(const RunConfig& config);
std::string title_of(const RunConfig& config, const std::string& content);

}  // namespace mien::serve
