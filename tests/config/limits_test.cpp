// One table of limits: what docs/configuration.md says in words is what the file's reader, the
// profile's and the table itself hold.
#include "config/limits.h"

#include <fstream>
#include <regex>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mien/error.h"

#include "config/config_reader.h"

namespace mien::config {
namespace {

struct Documented {
  std::string path;  ///< "detect/width": sections, then the key
  double low, high;
  int step;
};

const Documented kDocumented[] = {
    {"workers", 0, limits::kWorkers.high, 1},
    {"detect/fps", limits::kDetectFps.low, limits::kDetectFps.high, 1},
    {"detect/width", limits::kWidth.low, limits::kWidth.high, limits::kWidth.step},
    {"detect/min_confidence", limits::kMinConfidence.low, limits::kMinConfidence.high, 1},
    {"detect/upsample", limits::kUpsample.low, limits::kUpsample.high, 1},
    {"storage/retention_days", limits::kRetentionDays.low, limits::kRetentionDays.high, 1},
    {"live/stall_seconds", limits::kStallSeconds.low, limits::kStallSeconds.high, 1},
    {"live/idle_seconds", limits::kIdleSeconds.low, limits::kIdleSeconds.high, 1},
    {"live/max_latency_ms", limits::kMaxLatencyMs.low, limits::kMaxLatencyMs.high, 1},
    {"live/max_megapixels", limits::kMaxMegapixels.low, limits::kMaxMegapixels.high, 1},
    {"audience/min_audience", limits::kMinAudience.low, limits::kMinAudience.high, 1},
    {"audience/min_dwell_seconds", limits::kMinDwellSeconds.low, limits::kMinDwellSeconds.high, 1},
    {"audience/grace_seconds", limits::kGraceSeconds.low, limits::kGraceSeconds.high, 1},
    {"audience/rating_window_minutes", limits::kRatingWindowMinutes.low,
     limits::kRatingWindowMinutes.high, 1},
    {"server/max_connections", limits::kMaxConnections.low, limits::kMaxConnections.high, 1},
    {"tuning/prefetch", limits::kPrefetch.low, limits::kPrefetch.high, 1},
    {"tuning/streams", limits::kStreams.low, limits::kStreams.high, 1},
    {"tuning/batch", limits::kBatch.low, limits::kBatch.high, 1},
    {"tuning/blas_threads", limits::kBlasThreads.low, limits::kBlasThreads.high, 1},
};

bool is_read(const std::string& path, double value) {
  std::string text = fmt::format("{}", value);
  for (std::size_t end = path.size(); end != std::string::npos;) {
    const std::size_t begin = path.rfind('/', end - 1);
    const std::string key = path.substr(begin == std::string::npos ? 0 : begin + 1,
                                        end - (begin == std::string::npos ? 0 : begin + 1));
    text = begin == std::string::npos ? key + ": " + text : "{ " + key + ": " + text + " }";
    end = begin;
  }
  try {
    parse_config(text + "\n", "mien.yaml", {});
    return true;
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("mien.yaml:1")) << text;
    return false;
  }
}

TEST(Limits, TheFilesReaderHoldsEach) {
  for (const Documented& one : kDocumented) {
    EXPECT_TRUE(is_read(one.path, one.low)) << one.path;
    EXPECT_TRUE(is_read(one.path, one.high)) << one.path;
    EXPECT_FALSE(is_read(one.path, one.low - one.step)) << one.path;
    EXPECT_FALSE(is_read(one.path, one.high + one.step)) << one.path;
    if (one.step > 1) {
      EXPECT_FALSE(is_read(one.path, one.low + 1)) << one.path;
    }
  }
}

// "… 0 to 1024; 0: one per core", "… 64 to 4096 pixels, a multiple of 32".
TEST(Limits, TheGuideSaysTheSame) {
  std::ifstream file(std::string(MIEN_SOURCE_DIR) + "/docs/configuration.md");
  std::map<std::string, std::vector<std::pair<double, double>>> told;
  const std::regex row(R"(^\| `([^|]*)` \|(.*)$)"), range(R"(([0-9.]+) to ([0-9]+))");
  for (std::string line; std::getline(file, line);) {
    std::smatch found, numbers;
    if (!std::regex_search(line, found, row)) continue;
    const std::string key = found[1], words = found[2];
    if (std::regex_search(words, numbers, range))
      told[key].emplace_back(std::stod(numbers[1]), std::stod(numbers[2]));
  }
  for (const Documented& one : kDocumented) {
    const auto slash = one.path.find('/');
    const std::string key = one.path.substr(slash == std::string::npos ? 0 : slash + 1);
    const std::string nested = slash == std::string::npos
                                   ? ""
                                   : fmt::format("{}: {{ {}: … }}", one.path.substr(0, slash), key);
    const auto found = told.contains(key) ? told.find(key) : told.find(nested);
    ASSERT_NE(found, told.end()) << one.path;
    for (const auto& [low, high] : found->second) {
      EXPECT_EQ(low, one.low) << one.path;
      EXPECT_EQ(high, one.high) << one.path;
    }
  }
}

TEST(Limits, WordsNameRangeUnitAndStep) {
  EXPECT_EQ(limits::kWidth.words(), "64 to 4096 pixels, a multiple of 32");
  EXPECT_EQ(limits::kWorkers.words(), "0 to 1024 (0: one per core)");
  EXPECT_FALSE(limits::kDetectFps.holds(std::nan("")));
  EXPECT_FALSE(limits::kWidth.holds(650));
}

}  // namespace
}  // namespace mien::config
