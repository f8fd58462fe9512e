// summary.json and `run --json`.
#include <limits>
#include <nlohmann/json.hpp>

#include <gmock/gmock.h>
#include <signal.h>
#include <sys/resource.h>

#include "sink_fixture.h"

namespace mien::sink {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::IsSupersetOf;

class SummaryFile : public SinkTest {};

std::vector<std::string> keys_of(const json& object) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : object.items()) keys.push_back(key);
  return keys;
}

TEST_F(SummaryFile, HoldsTheContractsKeys) {
  Summary summary = example_summary({"a.mp4", "b.mp4"});
  summary.inputs[1].error = "no such file";
  const json object = to_json(summary);
  EXPECT_THAT(keys_of(object), IsSupersetOf({"inputs", "total", "detector", "emotion", "approach",
                                             "workers", "machine", "interrupted", "version"}));
  EXPECT_THAT(keys_of(object["detector"]),
              IsSupersetOf({"name", "sha256", "width", "precision", "licence"}));
  EXPECT_THAT(keys_of(object["emotion"]), IsSupersetOf({"name", "sha256", "precision", "licence"}));
  EXPECT_EQ(object["machine"]["CPU"], "Some \"CPU\"");
  EXPECT_EQ(object["workers"], 2);
  ASSERT_EQ(object["inputs"].size(), 2u);
  for (const json& input : {object["inputs"][0], object["total"]}) {
    EXPECT_THAT(keys_of(input),
                IsSupersetOf({"input", "frames_decoded", "frames_inferred", "faces", "tracks",
                              "media_seconds", "wall_seconds", "cpu_seconds", "fps", "latency_ms",
                              "emotions", "stages_ms", "damaged_packets", "error"}));
    EXPECT_EQ(keys_of(input["latency_ms"]), (std::vector<std::string>{"p50", "p95", "p99"}));
    EXPECT_THAT(keys_of(input["stages_ms"]),
                testing::UnorderedElementsAre("decode", "scale", "infer", "track", "crop",
                                              "classify", "write"));
    EXPECT_EQ(input["emotions"].size(), kEmotions + 1);
  }
  const json& first = object["inputs"][0];
  EXPECT_EQ(first["input"], "a.mp4");
  EXPECT_EQ(first["emotions"]["happiness"], 0.75);
  EXPECT_EQ(first["emotions"]["unknown"], 0.25);
  EXPECT_EQ(first["stages_ms"]["infer"], 4.5);
  EXPECT_EQ(first["damage"], "bad slice");
  EXPECT_TRUE(first["error"].is_null());
  EXPECT_EQ(object["inputs"][1]["error"], "no such file");
}

TEST_F(SummaryFile, SaysWhichExpressionsWereRead) {
  const Summary summary = example_summary({"a.mp4"});
  EXPECT_EQ(to_json(summary, "smile")["expressions"], "smile");
  RunConfig config;
  EXPECT_EQ(expressions_read(config), "all");
  config.expressions = Expressions::smile;
  EXPECT_EQ(expressions_read(config), "smile");
  config.emotion = "none";
  EXPECT_EQ(expressions_read(config), "none");
}

TEST_F(SummaryFile, CanAlwaysBePrinted) {
  Summary summary = example_summary({"caf\xe9"});
  summary.inputs[0].fps = std::numeric_limits<double>::quiet_NaN();
  summary.inputs[0].error = "\xff";
  summary.run.machine.push_back({"\xfe", "\xfd"});
  const json object = json::parse(to_json(summary).dump());
  EXPECT_EQ(object["inputs"][0]["fps"], 0);
}

TEST_F(SummaryFile, IsWrittenOnCloseAndReplacesAnOlderOne) {
  const auto file = folder_ / "summary.json";
  std::ofstream(file) << "{\"older\":1}";
  auto sink = make_summary_json(file);
  sink->open(example_run());
  EXPECT_FALSE(std::filesystem::exists(file)) << "a killed run must not show another run's summary";
  sink->close(example_summary({"a"}));
  EXPECT_EQ(json::parse(read(file)), to_json(example_summary({"a"})));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 1)
      << "nothing else stays";
}

TEST_F(SummaryFile, AFullDeviceIsNamed) {
  auto sink = make_summary_json("/dev/full");
  sink->open(example_run());
  const Error error = output_failure([&] { sink->close(example_summary({})); });
  EXPECT_EQ(error.where(), "/dev/full");
  EXPECT_THAT(error.reason(), HasSubstr("No space left"));
}

TEST_F(SummaryFile, AWriteThatFailsHalfWayLeavesNoPart) {
  const auto file = folder_ / "summary.json";
  auto sink = make_summary_json(file);
  sink->open(example_run());
  rlimit before;
  getrlimit(RLIMIT_FSIZE, &before);
  const rlimit small{100, before.rlim_max};
  const auto handler = signal(SIGXFSZ, SIG_IGN);
  setrlimit(RLIMIT_FSIZE, &small);
  const Error error = output_failure([&] { sink->close(example_summary({"a"})); });
  setrlimit(RLIMIT_FSIZE, &before);
  signal(SIGXFSZ, handler);
  EXPECT_THAT(error.where(), HasSubstr("summary.json"));
  EXPECT_TRUE(std::filesystem::is_empty(folder_));
}

TEST_F(SummaryFile, AFolderThatIsGoneIsNamed) {
  auto sink = make_summary_json(folder_ / "gone" / "summary.json");
  sink->open(example_run());
  EXPECT_THAT(output_failure([&] { sink->close({}); }).where(), HasSubstr("gone"));
}

}  // namespace
}  // namespace mien::sink
