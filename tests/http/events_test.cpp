#include "http/events.h"

#include <gtest/gtest.h>

namespace mien::http {

TEST(Events, ASlowReaderMissesTheOldestAndNobodyWaits) {
  EventHub hub;
  int woken = 0;
  const auto slow = hub.subscribe(kAllTopics, [&] { ++woken; });
  for (int i = 0; i < 1000; ++i) hub.publish(kFaces, std::to_string(i));
  EXPECT_EQ(woken, 1) << "it is woken once until it has read all";
  EXPECT_EQ(hub.dropped(), 1000 - static_cast<int>(EventQueue::kMaxEvents));
  const std::string first = slow->take(1);
  EXPECT_EQ(first, "event: faces\ndata: " + std::to_string(1000 - EventQueue::kMaxEvents) + "\n\n");
  const std::string rest = slow->take(1 << 20);
  EXPECT_NE(rest.find("data: 999\n\n"), std::string::npos);
  EXPECT_EQ(slow->take(1 << 20), "");
  hub.publish(kFaces, "again");
  EXPECT_EQ(woken, 2);
}

TEST(Events, LargeEventsAreBoundedInBytes) {
  EventHub hub;
  const auto reader = hub.subscribe(kAllTopics, [] {});
  const std::string large(100 * 1024, 'x');
  for (int i = 0; i < 100; ++i) hub.publish(kCameras, large);
  std::size_t bytes = 0;
  for (std::string text; !(text = reader->take(1 << 20)).empty();) bytes += text.size();
  EXPECT_LE(bytes, EventQueue::kMaxBytes);
  EXPECT_GT(hub.dropped(), 90);
}

TEST(Events, TopicsAreChosen) {
  EventHub hub;
  EXPECT_FALSE(hub.wanted(kFaces));
  auto reader = hub.subscribe(*topics_named("tally,system"), [] {});
  EXPECT_FALSE(hub.wanted(kFaces));
  EXPECT_TRUE(hub.wanted(kTally));
  hub.publish(kFaces, "1");
  hub.publish(kSystem, "2");
  EXPECT_EQ(reader->take(1 << 20), "event: system\ndata: 2\n\n");
  EXPECT_EQ(topics_named(""), kAllTopics);
  EXPECT_EQ(topics_named("faces,nothing"), std::nullopt);
  EXPECT_EQ(hub.subscribers(), 1u);
  reader.reset();
  EXPECT_EQ(hub.subscribers(), 0u);
  EXPECT_FALSE(hub.wanted(kTally));
}

}  // namespace mien::http
