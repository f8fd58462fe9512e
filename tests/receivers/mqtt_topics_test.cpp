// What Home Assistant is told anew, and what not.
#include "receivers/mqtt_topics.h"

#include <gtest/gtest.h>

namespace mien::receivers {
namespace {

TEST(MqttTopics, DiscoveryDependsOnNamesAlone) {
  const MqttConfig config{.host = "broker", .home_assistant = true};
  const OutletInfo info{.site = {.name = "store-17"}, .version = "1"};
  const outbox::Now before{.cameras = {{.camera = "aisle", .state = "live", .people = 1}},
                           .contents = {{.content = "cereal", .title = "Cereal"}}};
  outbox::Now later = before;
  later.cameras[0] = {.camera = "aisle", .state = "failed", .asleep = true};
  later.contents[0] = {
      .content = "cereal", .title = "Cereal", .people = 9, .minute = 9, .valence = 1, .rating = 5};
  EXPECT_EQ(names_in(later), names_in(before));
  EXPECT_EQ(discovery(config, info, later), discovery(config, info, before));
  for (int i = 0; i < 4; ++i) {
    outbox::Now other = before;
    if (i == 0) other.cameras[0].camera = "till";
    if (i == 1) other.cameras.push_back({.camera = "till"});
    if (i == 2) other.contents[0].title = "Oats";
    if (i == 3) other.contents.clear();
    EXPECT_NE(names_in(other), names_in(before)) << i;
    EXPECT_NE(discovery(config, info, other), discovery(config, info, before)) << i;
  }
}

}  // namespace
}  // namespace mien::receivers
