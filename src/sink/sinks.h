#pragma once
/// \file The sinks, and the JSON images of results.
///
/// Every sink checks each write: a full disk, a folder without rights or a damaged database throw
/// Error(output) that names the file, the system's reason and a remedy, from the call that meets
/// it. No sink touches its file before `open`, so that a run whose checks fail leaves a former
/// run's results alone; other calls before it do nothing. What was given to a sink that is
/// destroyed without `close` is kept as far as the disk allows.

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "mien/config.h"
#include "mien/stages.h"

namespace mien::sink {

enum class Former { overwritten, kept };

/// Input → what its recording is known by (content_id): two runs that name one recording have it
/// once. Of cameras and folders of pictures nothing.
using Recordings = std::map<std::string, std::string>;

/// events.jsonl: DL Streamer's gvametaconvert field names; one line per inferred frame with faces.
/// A former file is overwritten, or gone on with. Lines reach it whole, the first at once, later
/// ones within 200 ms of activity.
std::unique_ptr<Sink> make_jsonl(const std::filesystem::path& file,
                                 Former former = Former::overwritten);
/// tracks.csv, overwritten: a line per track, on close by input, begin, id; RFC 4180, line feeds.
std::unique_ptr<Sink> make_tracks_csv(const std::filesystem::path& file);
/// SQLite, WAL, migrations. On open adds this run to those that the file holds; `forget_old`, where
/// there is one, first deletes what is past the retention. Holds aggregates per second and tracks:
/// no single face, no picture.
std::unique_ptr<Sink> make_sqlite(const std::filesystem::path& file, Recordings recordings = {},
                                  std::function<void()> forget_old = {});
/// summary.json, on close: whole or not at all. A former run's file is removed on open.
/// `expressions`: which are read ("all", "smile", "none"); empty: not said.
std::unique_ptr<Sink> make_summary_json(const std::filesystem::path& file,
                                        std::string expressions = {}, Recordings recordings = {});

/// summary.json's object (the contract of `run --json`). Numbers are finite, texts valid UTF-8.
nlohmann::json to_json(const Summary&, const std::string& expressions = {},
                       const Recordings& recordings = {});
/// "all", "smile", or "none" where no model reads any.
std::string expressions_read(const RunConfig& config);

/// The sinks that the configuration names, not yet open; they go on in files that are there. Throws
/// Error(output) where a folder cannot be made.
std::vector<std::unique_ptr<Sink>> make_configured_sinks(const SinksConfig& config);

/// The names of the receivers that are configured: "mqtt, kafka".
std::string receivers_of(const SinksConfig& config);

/// For sink::Together.
std::vector<Sink*> pointers(const std::vector<std::unique_ptr<Sink>>& sinks);

}  // namespace mien::sink
