// A key that a command takes no notice of is named.
#include "config/unused_keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/config_reader.h"

namespace mien::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> unused(const std::string& text, const char* command) {
  return unused_keys(parse_config(text, "mien.yaml", {}), command);
}

const std::string kAll = R"(
cameras:
  aisle:
    input: rtsp://10.0.0.7/main
    transport: auto          # as it is without the key, and named all the same
    sleep: never
    detect: { input: rtsp://10.0.0.7/sub, fps: 5 }
    zones: { sleep: [[0, 0], [1, 0], [1, 1]] }
contents: { transport: { title: A poster on the tram } }
live: { stall_seconds: 4 }
mqtt: { host: 127.0.0.1 }
audience: { min_audience: 5, rating_window_minutes: 3 }
server: { listen: "127.0.0.1:8642" }
approach: processes
tuning: { batch: 2, pin: cores }
)";

TEST(UnusedKeys, OfARun) {
  EXPECT_THAT(
      unused(kAll, "run"),
      ElementsAre(
          "mqtt: ignored by 'mien run' (write it as sinks.mqtt)",
          "audience.rating_window_minutes: ignored by 'mien run' (it no longer has an effect)",
          "cameras.aisle.transport, cameras.aisle.sleep, cameras.aisle.detect.input, live: "
          "ignored by 'mien run' (applies to live cameras only: mien serve)",
          "server: ignored by 'mien run' (applies to the server only: mien serve)"));
}

TEST(UnusedKeys, OfAServer) {
  EXPECT_THAT(
      unused(kAll, "serve"),
      ElementsAre(
          "mqtt: ignored by 'mien serve' (write it as sinks.mqtt)",
          "audience.rating_window_minutes: ignored by 'mien serve' (it no longer has an effect)",
          "approach, tuning.batch: ignored by 'mien serve' (applies to recordings only: mien "
          "run)"));
}

TEST(UnusedKeys, OfAFileWithoutOnesThereAreNone) {
  const std::string text =
      "cameras: { a: { input: x, content: b } }\nworkers: 2\ndetect: { fps: 5 }\n";
  EXPECT_THAT(unused(text, "run"), IsEmpty());
  EXPECT_THAT(unused(text, "serve"), IsEmpty());
  EXPECT_THAT(unused("", "run"), IsEmpty());
}

}  // namespace
}  // namespace mien::config
