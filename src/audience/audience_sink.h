#pragma once
/// \file The audience of a run: what its cameras saw, as exposures in mien.db.

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "mien/config.h"
#include "mien/stages.h"

#include "audience/store.h"
#include "audience/told.h"
#include "stays/exposure.h"

namespace mien::audience {

struct AudienceSinkOptions {
  StoreOptions store;
  ExposureLimits limits;
  /// Wall clock at the beginning of every input; none: when the run started. Recordings know no
  /// better by themselves, so ratings can be joined to them only where this says when they were
  /// made.
  std::optional<WallTime> base;
  std::map<std::string, WallTime> bases;  ///< by input: instead of `base`
  std::map<std::string, std::string>
      cameras;  ///< by input: the camera that recorded it; else itself
  std::map<std::string, WallTime> counts_from;  ///< by input: who was seen before counts elsewhere
  /// By input: content_id of its file. Where the database has stays of that recording already, the
  /// run's take their place, all at once when it closes; so a recording counts once whenever, and
  /// as whatever camera, it is analysed. A run that was interrupted, or could not read it to its
  /// end, replaces nothing.
  std::map<std::string, std::string> recordings;
  Told told = {};  ///< kept in the file for reports
  /// Words for the user: nothing was deleted by a clock that is not believed.
  std::function<void(const std::string&)> log = {};
};

/// Fills `file` with the exposures of the run. Opens the file in `open`, enforces retention there,
/// and writes about once a second (what replaces former stays: on `close`). What it was given
/// without a `close` is kept, with open stays as they were. Several inputs of one name count as one
/// camera whose clock steps back.
std::unique_ptr<Sink> make_audience_sink(const std::filesystem::path& file,
                                         AudienceSinkOptions options = {});

}  // namespace mien::audience
