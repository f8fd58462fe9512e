#include <chrono>
#include <cmath>
#include <functional>
#include <optional>
#include <utility>

#include "mien/error.h"

#include "base/sqlite_database.h"
#include "database/migrations.h"
#include "sink/sinks.h"
#include "sink/sqlite_seconds.h"
#include "sink/summary.h"
#include "sink/values.h"

namespace mien::sink {

namespace {

constexpr std::size_t kBatchRows = 1000;
constexpr std::chrono::seconds kBatchTime{1};

constexpr std::string_view kInsertRun =
    "INSERT INTO runs (started_at, version, detector, detector_sha256, emotion, emotion_sha256, "
    "approach, workers, machine) VALUES (?,?,?,?,?,?,?,?,?)";
constexpr std::string_view kInsertInput =
    "INSERT INTO inputs VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
constexpr std::string_view kInsertRecording =
    "INSERT OR REPLACE INTO input_recordings (run, name, recording) VALUES (?,?,?)";
constexpr std::string_view kInsertTrack = "INSERT INTO tracks VALUES (?,?,?,?,?,?,?,?,?,?,?)";
// A second comes again where two inputs of a run bear one name: counts add up, means are weighted
// by faces known; NULL, of a second in which none was read, has no weight.
constexpr std::string_view kInsertSecond = R"sql(
INSERT INTO expressions VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)
ON CONFLICT (run, input, second) DO UPDATE SET
  valence = coalesce(
    (valence * (faces - unknown) + excluded.valence * (excluded.faces - excluded.unknown))
    / (faces - unknown + excluded.faces - excluded.unknown), valence, excluded.valence),
  arousal = coalesce(
    (arousal * (faces - unknown) + excluded.arousal * (excluded.faces - excluded.unknown))
    / (faces - unknown + excluded.faces - excluded.unknown), arousal, excluded.arousal),
  frames = frames + excluded.frames, faces = faces + excluded.faces,
  neutral = neutral + excluded.neutral, happiness = happiness + excluded.happiness,
  surprise = surprise + excluded.surprise, sadness = sadness + excluded.sadness,
  anger = anger + excluded.anger, disgust = disgust + excluded.disgust,
  fear = fear + excluded.fear, contempt = contempt + excluded.contempt,
  unknown = unknown + excluded.unknown)sql";

/// NULL where it was not read or not computed (NaN).
std::optional<double> or_null(double affect) {
  return std::isnan(affect) ? std::nullopt : std::optional(affect);
}

// secure_delete: what retention removes is overwritten, not merely unlinked from its table.
Database& prepare_file(Database& database) {
  database.execute("PRAGMA foreign_keys=ON");
  migrate(database);
  database.execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON");
  return database;
}

// The file as one run sees it: its row in `runs`, and what the rows below it are inserted with.
struct RunTables {
  RunTables(const std::filesystem::path& file, const RunInfo& run)
      : database(file),
        tracks(prepare_file(database).prepare(kInsertTrack)),
        seconds(database.prepare(kInsertSecond)),
        inputs(database.prepare(kInsertInput)) {
    database.prepare(kInsertRun)
        .run(utf8(run.started_at), utf8(run.version), utf8(run.detector.name),
             utf8(run.detector.sha256), utf8(run.emotion.name), utf8(run.emotion.sha256),
             utf8(run.approach), run.workers, machine_json(run.machine).dump());
    id = database.last_row();
  }

  Database database;
  Statement tracks, seconds, inputs;
  std::int64_t id = 0;  ///< of the run
};

// Rows wait in memory and are written in one short transaction about once a second: a lock is never
// held while frames are awaited, and a run that is killed loses a second.
class Sqlite : public Sink {
 public:
  Sqlite(std::filesystem::path file, Recordings recordings, std::function<void()> forget_old)
      : file_(std::move(file)),
        recordings_(std::move(recordings)),
        forget_old_(std::move(forget_old)) {}

  ~Sqlite() override {
    if (!run_) return;
    try {
      counter_.finish(seconds_);
      flush();
    } catch (const Error&) {
      // Nobody is left to be told: whoever did not call `close` is already on the way out of an
      // error.
    }
  }

  void open(const RunInfo& run) override {
    if (forget_old_) forget_old_();
    run_.emplace(file_, run);
  }

  void frame(const std::string& input, const FrameResult& result) override {
    if (!run_) return;
    counter_.add(input, result, seconds_);
    flush_if_due();
  }

  void track(const std::string& input, const Track& track) override {
    if (!run_) return;
    tracks_.push_back({place_of(input, track), row_of(track)});
    flush_if_due();
  }

  void close(const Summary& summary) override {
    if (!run_) return;
    counter_.finish(seconds_);
    flush();
    Transaction transaction(run_->database);
    for (const InputSummary& input : summary.inputs) insert(input);
    Statement name = run_->database.prepare(kInsertRecording);
    for (const auto& [input, recording] : recordings_) name.run(run_->id, utf8(input), recording);
    run_->database.prepare("UPDATE runs SET interrupted = ? WHERE id = ?")
        .run(static_cast<int>(summary.interrupted), run_->id);
    transaction.commit();
  }

 private:
  struct TrackEntry {
    std::string input;
    TrackRow row;
  };

  void flush_if_due() {
    if (tracks_.empty() && seconds_.empty()) return;
    const bool full = tracks_.size() + seconds_.size() >= kBatchRows;
    if (full || std::chrono::steady_clock::now() - flushed_ >= kBatchTime) flush();
  }

  void flush() {
    flushed_ = std::chrono::steady_clock::now();
    if (tracks_.empty() && seconds_.empty()) return;
    Transaction transaction(run_->database);
    for (const TrackEntry& entry : tracks_) insert(entry);
    for (const SecondRow& row : seconds_) insert(row);
    transaction.commit();
    tracks_.clear();
    seconds_.clear();
  }

  void insert(const TrackEntry& entry) {
    const TrackRow& row = entry.row;
    run_->tracks.run(run_->id, entry.input, row.id, row.start_s, row.end_s, row.frames, row.emotion,
                     row.confidence, or_null(row.valence), or_null(row.arousal), row.best_frame_s);
  }

  void insert(const SecondRow& row) {
    const auto& count = row.labels;
    const auto mean = [&](double sum) {
      return row.read > 0
                 ? std::optional(rounded(sum / static_cast<double>(row.read), kScoreDigits))
                 : std::nullopt;
    };
    run_->seconds.run(run_->id, row.input, row.second, row.frames, row.faces, count[0], count[1],
                      count[2], count[3], count[4], count[5], count[6], count[7], count[8],
                      mean(row.valence), mean(row.arousal));
  }

  void insert(const InputSummary& input) {
    const std::optional<std::string> error =
        input.error ? std::optional(utf8(*input.error)) : std::nullopt;
    run_->inputs.run(run_->id, utf8(input.input), input.frames_decoded, input.frames_inferred,
                     input.faces, input.tracks, finite(input.media_seconds),
                     finite(input.wall_seconds), finite(input.cpu_seconds), finite(input.fps),
                     finite(input.latency_ms.p50), finite(input.latency_ms.p95),
                     finite(input.latency_ms.p99), emotions_json(input.emotions).dump(),
                     stages_json(input.stages_ms).dump(), input.damaged_packets, utf8(input.damage),
                     error);
  }

  std::filesystem::path file_;
  Recordings recordings_;
  std::function<void()> forget_old_;
  std::optional<RunTables> run_;  ///< since `open`
  SecondCounter counter_;
  std::vector<TrackEntry> tracks_;
  std::vector<SecondRow> seconds_;
  std::chrono::steady_clock::time_point flushed_ = std::chrono::steady_clock::now();
};

}  // namespace

std::unique_ptr<Sink> make_sqlite(const std::filesystem::path& file, Recordings recordings,
                                  std::function<void()> forget_old) {
  return std::make_unique<Sqlite>(file, std::move(recordings), std::move(forget_old));
}

}  // namespace mien::sink
