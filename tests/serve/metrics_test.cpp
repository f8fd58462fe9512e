#include "serve/metrics.h"

#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace mien::serve {

namespace {

std::vector<CameraStatus> cameras(std::string name) {
  CameraStatus status;
  status.name = std::move(name);
  status.state = CameraState::live;
  status.frames_read = 12;
  return {status};
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

}  // namespace

// Prometheus reads it: each family has its HELP and TYPE before its samples, once, and ends in a
// number.
TEST(Metrics, FamiliesAreWellFormed) {
  Metrics metrics;
  metrics.frame("aisle", 42);
  metrics.answered(200);
  metrics.answered(404);
  const std::string text = metrics.text(cameras("aisle"), 3);
  EXPECT_TRUE(text.ends_with('\n'));
  std::set<std::string> families;
  std::string family;
  for (const std::string& line : lines_of(text)) {
    std::istringstream words(line);
    std::string first, second, third;
    words >> first >> second >> third;
    if (first == "#" && second == "TYPE") {
      EXPECT_TRUE(families.insert(third).second) << third << " twice";
      family = third;
      continue;
    }
    if (first == "#") continue;
    EXPECT_TRUE(first.starts_with(family)) << line;
    std::size_t used = 0;
    EXPECT_NO_THROW(static_cast<void>(std::stod(line.substr(line.rfind(' ') + 1), &used))) << line;
  }
  for (const char* name :
       {"mien_camera_up", "mien_camera_frames_read_total", "mien_frame_to_event_seconds",
        "mien_http_requests_total", "mien_events_dropped_total", "process_open_fds",
        "process_resident_memory_bytes", "mien_build_info"})
    EXPECT_TRUE(families.contains(name)) << name;
  EXPECT_NE(text.find("mien_camera_frames_read_total{camera=\"aisle\"} 12\n"), std::string::npos);
}

TEST(Metrics, BucketsCountWhatIsBelowThem) {
  Metrics metrics;
  for (const double ms : {5.0, 10.0, 120.0, 9000.0}) metrics.frame("door", ms);
  const std::string text = metrics.text({}, 0);
  const std::string name = "mien_frame_to_event_seconds_bucket{camera=\"door\",le=";
  EXPECT_NE(text.find(name + "\"0.01\"} 2\n"), std::string::npos) << text;
  EXPECT_NE(text.find(name + "\"0.15\"} 3\n"), std::string::npos);
  EXPECT_NE(text.find(name + "\"2.5\"} 3\n"), std::string::npos);
  EXPECT_NE(text.find(name + "\"+Inf\"} 4\n"), std::string::npos);
  EXPECT_NE(text.find("mien_frame_to_event_seconds_count{camera=\"door\"} 4\n"), std::string::npos);
}

TEST(Metrics, NamesCannotForgeLines) {
  const std::string text = Metrics().text(cameras("a\"} 1\nmien_ratings_total 9"), 0);
  EXPECT_NE(text.find("{camera=\"a\\\"} 1\\nmien_ratings_total 9\"} 1\n"), std::string::npos)
      << text;
}

}  // namespace mien::serve
