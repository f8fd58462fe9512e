// mien.db: what stays from run to run.
#include <cmath>
#include <memory>

#include <gmock/gmock.h>
#include <signal.h>
#include <sys/resource.h>

#include "base/sqlite_database.h"
#include "database/migrations.h"
#include "sink_fixture.h"

namespace mien::sink {
namespace {

using testing::HasSubstr;

class SqliteFile : public SinkTest {
 protected:
  void SetUp() override {
    SinkTest::SetUp();
    file_ = folder_ / "mien.db";
  }
  std::int64_t count(const std::string& query) { return Database(file_).integer(query); }

  /// All rows, one a line, fields joined with commas.
  std::string rows(const std::string& columns, const std::string& rest) {
    sqlite3* raw = nullptr;
    sqlite3_open(file_.c_str(), &raw);
    const std::unique_ptr<sqlite3, int (*)(sqlite3*)> handle(raw, sqlite3_close);
    const auto append = [](void* out, int fields, char** values, char**) {
      auto& text = *static_cast<std::string*>(out);
      for (int i = 0; i < fields; ++i) (text += i > 0 ? "," : "") += values[i] ? values[i] : "NULL";
      text += '\n';
      return 0;
    };
    std::string text;
    sqlite3_exec(raw, ("SELECT " + columns + " " + rest).c_str(), append, &text, nullptr);
    return text;
  }

  static void open(const std::filesystem::path& file) { make_sqlite(file)->open(example_run()); }

  void write_run(const std::string& started_at, int tracks) {
    RunInfo run = example_run();
    run.started_at = started_at;
    auto sink = make_sqlite(file_);
    sink->open(run);
    std::mt19937 random(3);
    for (int i = 0; i < 100; ++i) sink->frame("a", random_frame(random, i, i % 3));
    for (int i = 1; i <= tracks; ++i) sink->track("a", example_track(i));
    sink->close(example_summary({"a"}));
  }

  std::filesystem::path file_;
};

TEST_F(SqliteFile, HoldsTheRunItsInputsAndTracks) {
  Summary summary = example_summary({"a", "b"});
  summary.inputs[1].error = "gone";
  summary.interrupted = true;
  {
    auto sink = make_sqlite(file_);
    sink->open(example_run());
    sink->track("a", example_track(1));
    sink->track("b", example_track(1, Emotion::unknown));
    sink->close(summary);
  }
  EXPECT_EQ(
      rows("id, started_at, version, detector, detector_sha256, emotion, emotion_sha256, approach, "
           "workers, json_extract(machine, '$.CPU'), interrupted",
           "FROM runs"),
      "1,2026-11-03T09:15:27.041Z,0.1.0,retinaface,d0,fer,e0,cnn-per-core-tracked,2,Some "
      "\"CPU\",1\n");
  EXPECT_EQ(rows("run, name, frames_decoded, faces, fps, latency_p99, json_extract(emotions, "
                 "'$.happiness'), "
                 "json_extract(stages_ms, '$.infer'), damaged_packets, damage, error",
                 "FROM inputs ORDER BY name"),
            "1,a,100,40,250.5,3.0,0.75,4.5,1,bad slice,NULL\n"
            "1,b,100,40,250.5,3.0,0.75,4.5,1,bad slice,gone\n");
  EXPECT_EQ(rows("*", "FROM tracks ORDER BY input"),
            "1,a,1,1.04,3.333,57,happiness,0.75,-0.1235,0.3,2.2\n"
            "1,b,1,1.04,3.333,57,unknown,0.75,-0.1235,0.3,2.2\n");
}

TEST_F(SqliteFile, AgreesWithTracksCsv) {
  std::mt19937 random(5);
  std::uniform_real_distribution<double> any(-3, 1000);
  const std::unique_ptr<Sink> sinks[] = {make_sqlite(file_),
                                         make_tracks_csv(folder_ / "tracks.csv")};
  for (auto& sink : sinks) sink->open(example_run());
  for (int i = 0; i < 2500; ++i) {
    Track track = example_track(i, static_cast<Emotion>(i % 9));
    track.start_s = any(random);
    track.end_s = any(random);
    track.best_frame_s = any(random);
    track.expression.confidence = static_cast<float>(any(random) / 1000);
    track.expression.valence = static_cast<float>(any(random) / 1000);
    for (auto& sink : sinks) sink->track("a \"1\"", track);
  }
  for (auto& sink : sinks) sink->close(example_summary({"a"}));
  std::string csv = read(folder_ / "tracks.csv");
  csv.erase(0, csv.find('\n') + 1);
  EXPECT_EQ(
      csv,
      rows("'\"a \"\"1\"\"\"', track_id, start_s, end_s, frames, emotion, confidence, valence, "
           "arousal, best_frame_s",
           "FROM tracks ORDER BY start_s, track_id"));
}

TEST_F(SqliteFile, KeepsFacesOnlyAsCountsPerSecond) {
  const auto frame = [](double seconds, std::vector<Emotion> labels, float valence) {
    FrameResult result{{0, seconds, 100, 100}, {}};
    for (const Emotion label : labels) {
      Face face;
      face.expression.label = label;
      face.expression.valence = label == Emotion::unknown ? 9 : valence;
      result.faces.push_back(face);
    }
    return result;
  };
  {
    auto sink = make_sqlite(file_);
    sink->open(example_run());
    sink->frame("a", frame(0.0, {Emotion::happiness, Emotion::unknown}, 0.5f));
    sink->frame("a", frame(0.9, {Emotion::happiness}, -0.25f));
    sink->frame("b", frame(0.5, {Emotion::unknown}, 0));
    sink->frame("a", frame(0.95, {}, 0));
    sink->frame("a", frame(1.0, {}, 0));
    sink->frame("a", frame(7.5, {Emotion::fear}, 1));
    sink->frame("a", frame(0.1, {Emotion::happiness}, 1));  // a second input of the same name
    sink->close(example_summary({"a"}));
  }
  EXPECT_EQ(rows("input, second, frames, faces, neutral, happiness, fear, unknown, valence",
                 "FROM expressions ORDER BY input, second"),
            "a,0,4,4,0,3,0,1,0.416666666666667\n"
            "a,7,1,1,0,0,1,0,1.0\n"
            "b,0,1,1,0,0,0,1,NULL\n");
}

// A mean over the table is that of the faces that were read.
TEST_F(SqliteFile, WhatWasNotReadIsNoZero) {
  const auto at = [](double seconds, float valence) {
    FrameResult frame{{0, seconds, 100, 100}, {}};
    Expression& expression = frame.faces.emplace_back().expression;
    expression.label = Emotion::happiness;
    expression.valence = expression.arousal = valence;  // NAN: of a run that reads smiles alone
    return frame;
  };
  Track unread = example_track(2, Emotion::unknown);
  unread.expression.valence = unread.expression.arousal = NAN;
  {
    auto sink = make_sqlite(file_);
    sink->open(example_run());
    sink->track("a", example_track(1));
    sink->track("a", unread);
    sink->frame("a", at(0, NAN));
    // Second 0 comes twice, as where two inputs have one name.
    for (const FrameResult& frame : {at(0, NAN), at(5, 1), at(0, 0.25f)}) sink->frame("b", frame);
    for (const FrameResult& frame : {at(0, 0.25f), at(5, 1), at(0, NAN)}) sink->frame("c", frame);
    sink->close(example_summary({"a"}));
  }
  EXPECT_EQ(rows("track_id, valence, arousal", "FROM tracks ORDER BY 1"),
            "1,-0.1235,0.3\n2,NULL,NULL\n");
  EXPECT_EQ(rows("avg(valence), avg(arousal)", "FROM tracks"), "-0.1235,0.3\n");
  EXPECT_EQ(rows("input, happiness, valence, arousal", "FROM expressions WHERE second = 0"),
            "a,1,NULL,NULL\nb,2,0.25,0.25\nc,2,0.25,0.25\n");
}

TEST_F(SqliteFile, ASecondRunIsAddedToTheFirst) {
  write_run("2026-11-03T09:00:00.000Z", 2);
  write_run("2026-11-04T09:00:00.000Z", 3);
  EXPECT_EQ(rows("run, count(*)", "FROM tracks GROUP BY run"), "1,2\n2,3\n");
  EXPECT_EQ(count("SELECT count(*) FROM inputs"), 2);
  EXPECT_EQ(count("SELECT count(DISTINCT run) FROM expressions"), 2);
  EXPECT_EQ(count("PRAGMA user_version"), newest_schema());
}

TEST_F(SqliteFile, WhatASinkWasGivenIsKeptWithoutAClose) {
  {
    auto sink = make_sqlite(file_);
    sink->open(example_run());
    sink->track("a", example_track(1));
    std::mt19937 random(1);
    sink->frame("a", random_frame(random, 0, 2));
  }
  EXPECT_EQ(count("SELECT count(*) FROM tracks"), 1);
  EXPECT_EQ(count("SELECT sum(faces) FROM expressions"), 2);
  EXPECT_EQ(rows("interrupted", "FROM runs"), "NULL\n") << "never closed: killed";
}

TEST_F(SqliteFile, CanBeReadWhileTheRunGoesOn) {
  auto sink = make_sqlite(file_);
  sink->open(example_run());
  for (int i = 0; i < 1500; ++i) sink->track("a", example_track(i));
  EXPECT_EQ(count("SELECT count(*) FROM runs"), 1);
  EXPECT_GE(count("SELECT count(*) FROM tracks"), 1000);
  Database other(file_);
  other.execute("BEGIN IMMEDIATE; ROLLBACK");  // no lock is held between batches
}

TEST_F(SqliteFile, ANewerSchemaIsRefused) {
  write_run("2026-11-03T09:00:00.000Z", 1);
  Database(file_).execute("PRAGMA user_version=999");
  const Error error = output_failure([&] { open(file_); });
  EXPECT_EQ(error.where(), file_.string());
  EXPECT_THAT(error.reason(), HasSubstr("newer mien"));
  EXPECT_THAT(error.remedy(), HasSubstr("update mien"));
  EXPECT_EQ(count("SELECT count(*) FROM tracks"), 1) << "and left alone";
}

TEST_F(SqliteFile, AnotherProgramsDatabaseIsRefused) {
  Database(file_).execute("CREATE TABLE bookmarks (url TEXT)");
  EXPECT_THAT(output_failure([&] { open(file_); }).reason(), HasSubstr("another program"));
}

TEST_F(SqliteFile, AFileThatIsNoDatabaseIsRefusedAndLeftAlone) {
  const std::string text(5000, 'x');
  std::ofstream(file_) << text;
  const Error error = output_failure([&] { open(file_); });
  EXPECT_EQ(error.where(), file_.string());
  EXPECT_THAT(error.reason(), HasSubstr("not a database"));
  EXPECT_EQ(read(file_), text);
}

TEST_F(SqliteFile, APlaceThatCannotBeWrittenIsNamed) {
  EXPECT_EQ(output_failure([&] { open(folder_ / "no" / "x.db"); }).where(),
            (folder_ / "no" / "x.db").string());
  output_failure([&] { open(folder_); });
}

TEST_F(SqliteFile, AFullDiskIsNamedAndTheFileStaysValid) {
  auto sink = make_sqlite(file_);
  sink->open(example_run());
  rlimit before;
  getrlimit(RLIMIT_FSIZE, &before);
  const rlimit small{256 * 1024, before.rlim_max};
  const auto handler = signal(SIGXFSZ, SIG_IGN);
  setrlimit(RLIMIT_FSIZE, &small);
  const Error error = output_failure([&] {
    for (int i = 0; i < 100'000; ++i) sink->track("a", example_track(i));
  });
  setrlimit(RLIMIT_FSIZE, &before);
  signal(SIGXFSZ, handler);
  EXPECT_EQ(error.where(), file_.string());
  EXPECT_THAT(error.remedy(), HasSubstr("free some space"));
  sink.reset();
  EXPECT_EQ(rows("*", "FROM pragma_integrity_check"), "ok\n");
}

TEST_F(SqliteFile, NamesThatAreNoUtf8AreStoredAsText) {
  {
    auto sink = make_sqlite(file_);
    sink->open(example_run());
    sink->track("caf\xe9", example_track(1));
    sink->close({});
  }
  EXPECT_EQ(rows("input", "FROM tracks"), "caf\xef\xbf\xbd\n");
}

}  // namespace
}  // namespace mien::sink
