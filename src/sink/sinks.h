#pragma once
/// \file The sinks, and the JSON images of results.

#include <filesystem>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "mien/stages.h"

namespace mien::sink {

/// events.jsonl: DL Streamer's gvametaconvert field names; one line per inferred frame with faces.
std::unique_ptr<Sink> make_jsonl(const std::filesystem::path& file);
/// tracks.csv
std::unique_ptr<Sink> make_tracks_csv(const std::filesystem::path& file);
/// SQLite, WAL, migrations.
std::unique_ptr<Sink> make_sqlite(const std::filesystem::path& file);
/// summary.json, on close.
std::unique_ptr<Sink> make_summary_json(const std::filesystem::path& file);

/// summary.json's object (the contract of `run --json`).
nlohmann::json to_json(const Summary&);
/// One event line's object. `run` names the models.
nlohmann::json to_json(const RunInfo& run, const std::string& input, const FrameResult&,
                       const std::string& system_timestamp);

/// Opens every sink of a run's output folder: events.jsonl, tracks.csv, summary.json, mien.db.
/// Creates the folder. Throws Error(output) where it cannot write.
std::vector<std::unique_ptr<Sink>> make_run_sinks(const std::filesystem::path& folder,
                                                  const std::filesystem::path& sqlite = {});

}  // namespace mien::sink
