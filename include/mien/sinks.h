#pragma once
/// \file The sinks that mien brings, by name. Your own implement `Sink` (mien/stages.h).

#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mien/config.h"
#include "mien/export.h"
#include "mien/stages.h"

namespace mien {

/// One row of the table.
struct SinkKind {
  std::string_view name;     ///< "events", "tracks", "seconds", "audience", "summary"
  std::string_view summary;  ///< what it writes, in a line
};

/// Every sink that writes one file, in the order in which they should be opened: the database,
/// which may refuse its file, first.
MIEN_API std::span<const SinkKind> sink_kinds();

/// What they need to know of a run.
struct SinkSettings {
  /// Cameras (when their recordings began, what they show), retention, audience.
  RunConfig config;
  UtcOffset clock;                              ///< of the store; empty: UTC
  std::function<void(const std::string&)> log;  ///< words for the user; may be empty
};

/// The sink of this name, which will write `file`; not yet open. Throws Error(usage) for an unknown
/// name, with the nearest one.
MIEN_API std::unique_ptr<Sink> make_sink(std::string_view name, const std::filesystem::path& file,
                                         const SinkSettings& settings = {});

/// What `mien run -o FOLDER` writes, except its report: mien.db, events.jsonl, tracks.csv,
/// summary.json; and, when they are opened, removes the report of the run before. Creates the
/// folder and keeps it (.mien.lock) as long as they live. Throws Error(output) where it cannot, or
/// another process writes there, and Error(usage) where a file would be written over an input.
MIEN_API std::vector<std::unique_ptr<Sink>> make_folder_sinks(const std::filesystem::path& folder,
                                                              const SinkSettings& settings = {});

/// What `mien run` without a folder adds to a database (`storage.sqlite`): each second's faces, and
/// who stayed where cameras show contents.
MIEN_API std::vector<std::unique_ptr<Sink>> make_database_sinks(const std::filesystem::path& file,
                                                                const SinkSettings& settings = {});

/// The file of events that `settings.config.sinks` names (`jsonl`). To receivers that it names
/// (MQTT, Kafka, PostgreSQL, a web server) the program alone sends (`mien run`, `mien serve`):
/// where there are any, `settings.log` is told that nothing goes to them.
MIEN_API std::vector<std::unique_ptr<Sink>> make_configured_sinks(const SinkSettings& settings);

}  // namespace mien
