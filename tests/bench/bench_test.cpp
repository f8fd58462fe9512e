#include "bench/bench.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/temporary_folder.h"
#include "bench/child_measurer.h"
#include "bench/overhead.h"
#include "fake_measurer.h"

namespace mien::bench {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class BenchTest : public testing::Test {
 protected:
  BenchOptions options() {
    BenchOptions options;
    options.inputs = {"clip.mp4"};
    options.approaches = {"baseline", "cnn-sync", "cnn-per-core"};
    options.detectors = {"yunet-n"};
    options.repeats = 3;
    options.extras = false;
    options.folder = scratch_.path();
    return options;
  }
  static json row(const json& result, const std::string& approach) {
    for (const json& one : result["results"])
      if (one["approach"] == approach) return one;
    return nullptr;
  }

  TemporaryFolder scratch_{testing::TempDir()};
};

double speed(const Job& job) {
  return job.approach == "baseline" ? 10 : job.workers == 1 ? 100 : 200;
}

TEST_F(BenchTest, RowsHoldTheContractsKeys) {
  const json result =
      bench(options(), fake_tools([](const Job& job) { return FakeOutcome{.fps = speed(job)}; }));
  for (const char* key : {"results", "machine"}) EXPECT_TRUE(result.contains(key)) << key;
  const json best = row(result, "cnn-per-core");
  for (const char* key :
       {"approach", "detector", "build", "precision", "workers", "frames", "fps_median", "fps_min",
        "fps_max", "ms_per_frame", "speedup_vs_baseline", "core_utilisation", "vectorisation",
        "memory_stalls", "memory_stalls_reason", "faces", "recall_vs_reference"})
    EXPECT_TRUE(best.contains(key)) << key;
  EXPECT_DOUBLE_EQ(best["speedup_vs_baseline"].get<double>(), 20);
  EXPECT_DOUBLE_EQ(best["ms_per_frame"].get<double>(), 5);
  EXPECT_EQ(best["fps_runs"].size(), 3u);
  EXPECT_DOUBLE_EQ(best["recall_vs_reference"].get<double>(), 1);
  EXPECT_TRUE(best["memory_stalls"].is_null());
}

// Nothing wins by seeing less without its table saying so.
TEST_F(BenchTest, RecallAndDifferencesAreTold) {
  const json result = bench(
      options(), fake_tools([](const Job& job) {
        return FakeOutcome{.fps = speed(job), .faces_seen = job.approach == "cnn-per-core" ? 1 : 2};
      }));
  EXPECT_DOUBLE_EQ(row(result, "cnn-per-core")["recall_vs_reference"].get<double>(), 0.5);
  EXPECT_FALSE(row(result, "cnn-per-core")["equal_faces"].get<bool>());
  EXPECT_THAT(row(result, "cnn-per-core")["note"].get<std::string>(), HasSubstr("from cnn-sync"));
}

TEST_F(BenchTest, OneThatFailsIsNamedAndTheOthersStay) {
  const json result =
      bench(options(), fake_tools([](const Job& job) {
              return FakeOutcome{.error = job.approach == "cnn-sync" ? "no luck" : ""};
            }));
  EXPECT_THAT(row(result, "cnn-sync")["error"].get<std::string>(), HasSubstr("no luck"));
  EXPECT_TRUE(row(result, "cnn-per-core").contains("fps_median"));
}

TEST_F(BenchTest, CtrlCKeepsWhatWasMeasured) {
  int left = 9;  // the reference, three looks, a round and a part of the next
  const json result = bench(options(), fake_tools([&](const Job& job) {
                              if (left-- == 0) throw Interrupted{};
                              return FakeOutcome{.fps = speed(job)};
                            }));
  EXPECT_TRUE(result["interrupted"].get<bool>());
  EXPECT_TRUE(row(result, "baseline").contains("fps_median"));
}

TEST_F(BenchTest, RoundsAreInterleavedAndTheirOrderRotates) {
  std::vector<Series> series(3);
  for (int i = 0; i < 3; ++i) series[static_cast<std::size_t>(i)].job.approach = std::to_string(i);
  std::string order;
  const auto tools = fake_tools([&](const Job& job) {
    order += job.approach;
    return FakeOutcome{};
  });
  interleave(series, 3, tools, "x", 0, 1);
  EXPECT_EQ(order, "012120201");
}

// More repeats of what says the same each time would only take time.
TEST_F(BenchTest, RepeatsEndWhereTheyAgree) {
  std::vector<Series> series(2);
  series[0].job.approach = "steady";
  series[1].job.approach = "unsteady";
  int calls = 0;
  const auto tools = fake_tools([&](const Job& job) {
    return FakeOutcome{.fps = job.approach == "steady" ? 100.0 : 100.0 + 10 * (++calls % 2)};
  });
  interleave(series, 5, tools, "x", 0, 1, 0.02);
  EXPECT_EQ(series[0].runs.size(), 3u);
  EXPECT_EQ(series[1].runs.size(), 5u);
}

TEST_F(BenchTest, TheSnapshotsCostIsMeasuredInTurns) {
  const auto tools = fake_tools([](const Job& job) {
    return FakeOutcome{.fps = job.profile ? 100.0 : 101.0};  // one worker: CPU time goes with it
  });
  const json cost = measured_overhead(make_job({"clip.mp4"}, "cnn-per-core"), 3, 1, tools);
  EXPECT_NEAR(cost["value"].get<double>(), 0.01, 1e-9);
  EXPECT_EQ(cost["interval"].size(), 2u);
}

TEST_F(BenchTest, TrackedApproachesDecodeWhatTheirDetectionsNeed) {
  BenchOptions all = options();
  all.approaches = {"cnn-per-core", "cnn-per-core-tracked"};
  const auto jobs = bench_jobs(all);
  ASSERT_EQ(jobs.size(), 2u);
  EXPECT_FALSE(jobs[0].tuning.skip_frames || jobs[0].tuning.skip_loop_filter);
  EXPECT_EQ(jobs[0].detect_fps, 0);
  EXPECT_TRUE(jobs[1].tuning.skip_frames && jobs[1].tuning.skip_loop_filter);
  EXPECT_EQ(jobs[1].detect_fps, 5);
}

TEST_F(BenchTest, AnUnknownApproachIsAskedAbout) {
  BenchOptions wrong = options();
  wrong.approaches = {"cnn-percore"};
  try {
    bench(wrong, fake_tools([](const Job&) { return FakeOutcome{}; }));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    EXPECT_THAT(error.what(), HasSubstr("cnn-per-core"));
  }
}

TEST_F(BenchTest, ExtrasCompareBuildsDetectorsAndWorkers) {
  BenchOptions full = options();
  full.extras = true;
  const json result = bench(full, fake_tools([](const Job& job) {
                              if (job.build == "avx512") return FakeOutcome{.error = "no AVX-512"};
                              if (job.detector == "hog")
                                return FakeOutcome{.fps = job.upsample ? 10.0 : 40.0};
                              return FakeOutcome{.fps = 100.0 * std::max(1, job.workers)};
                            }));
  ASSERT_EQ(result["builds"].size(), 5u);
  EXPECT_THAT(result["builds"][4]["note"].get<std::string>(), HasSubstr("no AVX-512"));
  ASSERT_EQ(result["comparisons"].size(), 4u);  // two settings, two precisions
  EXPECT_DOUBLE_EQ(result["comparisons"][0]["ratio"].get<double>(), 10);
  EXPECT_DOUBLE_EQ(result["comparisons"][2]["ratio"].get<double>(), 2.5);
  EXPECT_EQ(result["scaling"][0]["workers"], 1);
}

TEST_F(BenchTest, TheReferenceIsMeasuredOncePerFolder) {
  int looks = 0;
  const auto tools = fake_tools([&](const Job& job) {
    looks += job.width == 1280;
    return FakeOutcome{};
  });
  const ReferenceOptions wish{.inputs = {"clip.mp4"}, .folder = scratch_.path()};
  EXPECT_EQ(make_reference(wish, tools).faces, 20);
  make_reference(wish, tools);
  EXPECT_EQ(looks, 1);
  ReferenceOptions other = wish;
  other.detector = "retinaface";
  make_reference(other, tools);
  EXPECT_EQ(looks, 2);
}

// A slow approach sees 25 faces, fast ones 144: recall is over the frames that all saw. Here the
// one that is slow sees three frames of ten, in which others miss nothing; later they miss a face.
TEST_F(BenchTest, RecallOfAllIsOverTheSameFrames) {
  const json result = bench(options(), fake_tools([](const Job& job) {
                              FakeOutcome made{.fps = speed(job)};
                              if (job.approach == "baseline") made.frames_seen = 3;
                              if (job.approach == "cnn-sync") made.faces_later = 1;
                              return made;
                            }));
  for (const json& one : result["results"]) {
    EXPECT_EQ(one["reference_faces"], 6) << one["approach"];  // 3 frames, 2 faces in each
    EXPECT_DOUBLE_EQ(one["recall_vs_reference"].get<double>(), 1) << one["approach"];
  }
  EXPECT_EQ(result["recall_faces"], 6);
}

TEST_F(BenchTest, WhoMissesFacesInTheCommonFramesHasLessRecall) {
  const json result = bench(options(), fake_tools([](const Job& job) {
                              FakeOutcome made{.fps = speed(job)};
                              if (job.approach == "baseline") made.frames_seen = 6;
                              if (job.approach == "cnn-sync") made.faces_later = 1;
                              return made;
                            }));
  // Frames 0 to 2 hold both faces, 3 to 5 one of them.
  EXPECT_DOUBLE_EQ(row(result, "cnn-sync")["recall_vs_reference"].get<double>(), 9.0 / 12);
  EXPECT_DOUBLE_EQ(row(result, "cnn-per-core")["recall_vs_reference"].get<double>(), 1);
}

// Each start takes three seconds and the machine is slow: all fourteen are there all the same.
TEST_F(BenchTest, AQuickBenchMeasuresEveryApproachInItsTime) {
  for (const double start : {0.5, 3.0}) {
    BenchOptions quick = options();
    quick.approaches.clear();
    quick.repeats = 2;
    quick.seconds = 1;
    quick.duration = 120;
    double now = 0;
    auto tools = fake_tools(
        [&](const Job&) {
          now += start;
          return FakeOutcome{.fps = 10};
        },
        &now);
    std::vector<std::string> lines;
    tools.note = [&](const std::string& line) { lines.push_back(line); };
    const json result = bench(quick, tools, [&] { return now; });
    EXPECT_EQ(result["results"].size(), 14u);
    for (const json& one : result["results"]) EXPECT_TRUE(one.contains("fps_median")) << one.dump();
    EXPECT_LE(now, 1.1 * quick.duration) << start;
    EXPECT_EQ(lines.size(), 14u);
    EXPECT_THAT(lines.front(), HasSubstr("1 of 14  baseline, hog: 10.0 fps"));
  }
}

// One that hangs is ended after its share of the time; the others have theirs.
TEST_F(BenchTest, OneThatHangsLeavesTheOthersTheirTime) {
  BenchOptions quick = options();
  quick.approaches.clear();
  quick.repeats = 2;
  quick.seconds = 1;
  quick.duration = 120;
  double now = 0;
  auto tools = fake_tools([](const Job&) { return FakeOutcome{}; }, &now);
  tools.measure = [&, measure = tools.measure](const Job& job) {
    if (job.approach != "baseline") return measure(job);
    EXPECT_GT(job.patience, 0);
    now += job.seconds + job.patience;
    throw Error(ErrorKind::internal, job.approach, "its measurement hung and was ended");
  };
  const json result = bench(quick, tools, [&] { return now; });
  int failed = 0;
  for (const json& one : result["results"]) failed += one.contains("error");
  EXPECT_EQ(failed, 1);
  EXPECT_LE(now, 1.1 * quick.duration);
}

TEST_F(BenchTest, CsvQuotesWhatNeedsIt) {
  const json result = {{"results", {{{"approach", "mpi"}, {"error", "no \"mpirun\", alas"}}}}};
  EXPECT_THAT(bench_csv(result), HasSubstr("\"no \"\"mpirun\"\", alas\""));
}

TEST(SeenFaces, TracksAreFollowedBetweenDetectionsAndNotFurther) {
  const auto frame = [](double seconds, float x) {
    return SeenFrame{seconds, 640, 360, {{{x, 0, 50, 50}, 1, 7}}};
  };
  const Seen reference = {{{500, frame(0.5, 50)}, {5000, frame(5, 0)}}};
  const Seen seen = {{{0, frame(0, 0)}, {1000, frame(1, 100)}, {9000, frame(9, 0)}}};
  const Recall recall = recall_of(reference, seen, true);
  EXPECT_EQ(recall.frames, 1) << "nothing is known of second 5";
  EXPECT_EQ(recall.found, 1);
  EXPECT_EQ(recall_of(reference, seen, false).frames, 0);
}

}  // namespace
}  // namespace mien::bench
