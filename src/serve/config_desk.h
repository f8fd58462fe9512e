#pragma once
/// \file The configuration in force, and how it changes while the server runs.

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "mien/config.h"

#include "config/kept_edit.h"
#include "live/cameras.h"
#include "serve/reload_plan.h"

namespace mien::serve {

/// One change at a time, each whole or not at all. Thread-safe.
class ConfigDesk {
 public:
  /// Told of each configuration before its cameras run and when one changes; may throw
  /// Error(usage): then nothing changes.
  using Prepare = std::function<void(const RunConfig& next)>;

  explicit ConfigDesk(RunConfig config);

  /// Another object with each change.
  std::shared_ptr<const RunConfig> now() const;

  /// From now on changes reach `cameras`, which the desk does not own. `prepare` may check and must
  /// then not fail; `applied` hears of what is in force.
  void open(live::Cameras* cameras, Prepare prepare, Prepare applied);
  void close();
  /// Which cameras of a configuration run (CameraGate); all, where it was not told. Before `open`.
  void set_running(std::function<RunConfig(const RunConfig&)> running);
  /// Lets those run that may now, and stops the others. Throws as `put` does.
  void refresh();

  /// What `reload` would do with the file as it is now. Throws Refusal(503) as `reload` does.
  ReloadPlan plan(const RunConfig& read) const;
  /// The file anew: its cameras, contents, notice, tokens, raw_video and rating_window_minutes. The
  /// rest stays as it is, and is named where it changed. Throws Error(usage) and changes nothing
  /// where it is impossible or plan_reload refuses it, Refusal(503) while the cameras are not there
  /// yet.
  Change reload(RunConfig read);
  /// Adds or changes a camera, until the next reload or restart; with `kept`, in the file too.
  Change put(const CameraConfig& camera, config::KeptEdit* kept = nullptr);
  /// No camera in `removed`: there is none of that name.
  Change remove(const std::string& name, config::KeptEdit* kept = nullptr);

 private:
  void check_open() const;
  void apply(RunConfig next);
  /// `edit` says whether it found something to change; `kept`: with the file.
  Change change(const std::function<bool(RunConfig&)>& edit, config::KeptEdit* kept);

  mutable std::mutex changing_;  ///< held for a whole change
  RunConfig file_;               ///< as it was read or kept last; under changing_
  mutable std::mutex mutex_;
  std::shared_ptr<const RunConfig> config_;
  live::Cameras* cameras_ = nullptr;
  Prepare prepare_, applied_;
  std::function<RunConfig(const RunConfig&)> running_ = [](const RunConfig& all) { return all; };
};

/// A camera's section of the configuration as JSON → CameraConfig, checked as the file is. Throws
/// Error(usage). Pure.
CameraConfig camera_of_json(const std::string& name, const std::string& body,
                            const RunConfig& config);

/// Names that exposures and ratings may have: those of `contents`, and those that cameras show.
std::vector<std::string> content_names(const RunConfig& config);
std::string title_of(const RunConfig& config, const std::string& content);

}  // namespace mien::serve
