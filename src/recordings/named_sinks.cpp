/// mien/sinks.h: the sinks of a run by name, with what they need to know of its configuration.

#include <array>
#include <functional>
#include <system_error>

#include "mien/error.h"
#include "mien/sinks.h"

#include "audience/audience_sink.h"
#include "audience/forget_old.h"
#include "base/claims.h"
#include "base/database_name.h"
#include "base/output_guard.h"
#include "base/page_file.h"
#include "base/text.h"
#include "recorded/camera_files.h"
#include "sink/sinks.h"
#include "stays/schedule.h"

namespace mien {

namespace fs = std::filesystem;

namespace {

// What nobody chose changes nothing in a server's file.
audience::StoreOptions retention_of(const RunConfig& config) {
  audience::StoreOptions options;
  if (config.retention_days > 0) options.retention_days = config.retention_days;
  if (config.logs.retention_days != LogConfig{}.retention_days)
    options.log_retention_days = config.logs.retention_days;
  return options;
}

/// For make_sqlite: the store knows which times may be believed.
std::function<void()> forgetting(const fs::path& file, const SinkSettings& settings) {
  if (settings.config.retention_days == 0) return {};
  return [file, options = retention_of(settings.config), log = settings.log] {
    audience::Store store(file, options);
    audience::forget_old(store, log);
  };
}

std::unique_ptr<Sink> audience_of(const fs::path& file, const SinkSettings& settings) {
  const RunConfig& config = settings.config;
  audience::AudienceSinkOptions options;
  for (const CameraConfig& camera : config.cameras) {
    if (camera.started_at) options.bases[camera.name] = *camera.started_at;
    if (!camera.recorded_by.empty()) options.cameras[camera.name] = camera.recorded_by;
    if (camera.counts_from) options.counts_from[camera.name] = *camera.counts_from;
    if (!audience::contents_of({&camera, 1}).empty())
      options.recordings[camera.name] = recorded::recording_id(camera.input);
  }
  options.store = retention_of(config);
  options.store.min_audience = config.audience.min_audience;
  options.store.usual_minimum = config.audience.min_audience == AudienceConfig{}.min_audience;
  options.store.utc_offset = settings.clock;
  options.store.once = true;
  options.told = audience::told_of(config);
  options.limits.min_dwell_s = config.audience.min_dwell_s;
  options.limits.grace_s = config.audience.grace_s;
  options.log = settings.log;
  return audience::make_audience_sink(file, std::move(options));
}

std::vector<std::string> inputs_of(const RunConfig& config) {
  std::vector<std::string> inputs;
  for (const CameraConfig& camera : config.cameras) inputs.push_back(camera.input);
  return inputs;
}

struct Row {
  SinkKind kind;
  std::unique_ptr<Sink> (*make)(const fs::path& file, const SinkSettings& settings);
  const char* file;          ///< in a run's folder; null: the database
  bool of_contents = false;  ///< only where cameras show contents
};

constexpr Row kRows[] = {
    {{"seconds", "SQLite: each second's faces and expressions, tracks, runs; no single face"},
     [](const fs::path& file, const SinkSettings& s) {
       return sink::make_sqlite(file, recorded::recordings_of(s.config.cameras),
                                forgetting(file, s));
     },
     nullptr},
    {{"audience", "SQLite: who stayed in front of which content, how long, with what expression"},
     audience_of,
     nullptr,
     true},
    {{"events", "JSON lines: each searched picture with faces, DL Streamer's field names"},
     [](const fs::path& file, const SinkSettings&) { return sink::make_jsonl(file); },
     "events.jsonl"},
    {{"tracks", "CSV: a line per person"},
     [](const fs::path& file, const SinkSettings&) { return sink::make_tracks_csv(file); },
     "tracks.csv"},
    {{"summary", "JSON: what the run was and found, at its end"},
     [](const fs::path& file, const SinkSettings& s) {
       return sink::make_summary_json(file, sink::expressions_read(s.config),
                                      recorded::recordings_of(s.config.cameras));
     },
     "summary.json"},
};

constexpr auto kKinds = [] {
  std::array<SinkKind, std::size(kRows)> kinds{};
  for (std::size_t i = 0; i < kinds.size(); ++i) kinds[i] = kRows[i].kind;
  return kinds;
}();

/// Keeps a folder for a run. The page of the run before goes as soon as one begins: one that is
/// killed leaves none.
class FolderClaim final : public Sink {
 public:
  FolderClaim(const fs::path& folder, const RunConfig& config)
      : page_(folder / kReport), lock_(claim_folder(folder, inputs_of(config), files_of(config))) {
    check_is_page(page_);
  }
  void open(const RunInfo&) override {
    std::error_code ignored;
    if (fs::is_regular_file(page_, ignored)) fs::remove(page_, ignored);
  }

 private:
  static std::vector<fs::path> files_of(const RunConfig& config) {
    std::vector<fs::path> files{kReport};
    for (const Row& row : kRows) files.push_back(row.file ? row.file : database_of(config));
    return files;
  }

  static constexpr char kReport[] = "report.html";

  const fs::path page_;
  const std::unique_ptr<OwnerLock> lock_;
};

/// The table's sinks in `folder`, or those of the database alone.
std::vector<std::unique_ptr<Sink>> make_rows(const fs::path& folder, const fs::path& database,
                                             bool database_alone, const SinkSettings& settings) {
  const bool has_contents = !audience::contents_of(settings.config.cameras).empty();
  SinkSettings others = settings;
  if (has_contents) others.config.retention_days = 0;  // the audience's sink forgets what is old
  std::vector<std::unique_ptr<Sink>> sinks;
  for (const Row& row : kRows) {
    if ((row.of_contents && !has_contents) || (row.file && database_alone)) continue;
    sinks.push_back(
        row.make(folder / (row.file ? row.file : database), row.of_contents ? settings : others));
  }
  return sinks;
}

}  // namespace

std::span<const SinkKind> sink_kinds() { return kKinds; }

std::unique_ptr<Sink> make_sink(std::string_view name, const fs::path& file,
                                const SinkSettings& settings) {
  std::vector<std::string> names;
  for (const Row& row : kRows) {
    if (row.kind.name == name) return row.make(file, settings);
    names.emplace_back(row.kind.name);
  }
  throw Error(ErrorKind::usage, "sink '" + std::string(name) + "'", "no sink has this name",
              did_you_mean(name, names));
}

std::vector<std::unique_ptr<Sink>> make_folder_sinks(const fs::path& folder,
                                                     const SinkSettings& settings) {
  if (folder.empty())
    throw Error(ErrorKind::output, "the output folder", "has no name", "name a folder");
  auto claim = std::make_unique<FolderClaim>(folder, settings.config);
  auto sinks = make_rows(folder, database_of(settings.config), false, settings);
  sinks.push_back(std::move(claim));  // ends behind those that write
  return sinks;
}

std::vector<std::unique_ptr<Sink>> make_database_sinks(const fs::path& file,
                                                       const SinkSettings& settings) {
  refuse_overwriting(input_files(inputs_of(settings.config)), std::vector<fs::path>{file});
  return make_rows({}, file, true, settings);
}

std::vector<std::unique_ptr<Sink>> make_configured_sinks(const SinkSettings& settings) {
  if (settings.config.sinks.remote() && settings.log)
    settings.log("sinks: nothing is sent to " + sink::receivers_of(settings.config.sinks) +
                 " from here: the program does that (mien run, mien serve)");
  if (const fs::path& events = settings.config.sinks.jsonl; !events.empty())
    refuse_overwriting(input_files(inputs_of(settings.config)), std::vector<fs::path>{events});
  return sink::make_configured_sinks(settings.config.sinks);
}

}  // namespace mien
