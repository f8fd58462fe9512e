#include "density/live_ear.h"

#include <gtest/gtest.h>

namespace mien::density {
namespace {

TEST(LiveEar, CountsWhatTheReaderWasLateToo) {
  LiveEar ear({"0"});
  // Due every 200 ms and out 10 ms later; each twentieth comes 90 ms late into the runtime.
  for (int i = 0; i < 100; ++i)
    ear.note(0, i * 0.2, 10, 5000 + i * 200 + 10 + (i % 20 == 19 ? 90 : 0));
  EXPECT_NEAR(ear.p99_ms(), 100, 3);
}

TEST(LiveEar, IsWhatTheRuntimeSaysWhereReadersAreOnTime) {
  LiveEar ear({"0", "1"});
  for (int i = 0; i < 100; ++i) {
    const double latency = i == 50 ? 400 : 20;
    ear.note(0, i * 0.2, latency, 5000 + i * 200 + latency);
    ear.note(1, i * 0.2, 30, 5000 + i * 200 + 30);
  }
  EXPECT_NEAR(ear.p99_ms(), 30, 1);
  EXPECT_EQ(LiveEar({"0"}).p99_ms(), 0);
}

TEST(LiveEar, TellsWhatASecondOfACameraCosts) {
  LiveEar ear({"0", "1"});
  ear.note_cost(0, {.decode = 100, .infer = 40}, 1000);
  ear.note_cost(1, {.decode = 7}, 1000);
  ear.note_cost(0, {.decode = 160, .infer = 50}, 1500);
  ear.note_cost(0, {.decode = 220, .infer = 60}, 3000);
  const auto costs = ear.costs();
  EXPECT_DOUBLE_EQ(costs[0].decode, 60);
  EXPECT_DOUBLE_EQ(costs[0].infer, 10);
  EXPECT_DOUBLE_EQ(costs[1].decode, 0);  // heard once
}

}  // namespace
}  // namespace mien::density
