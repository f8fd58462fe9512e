// The cameras' topic, read while its brokers start and while others write.
#if defined(MIEN_WITH_KAFKA) && defined(MIEN_WITH_POSTGRES)
#include "fleet/camera_topic.h"

#include <chrono>
#include <future>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include "mien/error.h"

#include "fleet/fleet_holds.h"

namespace mien::fleet {
namespace {

constexpr char kTopic[] = "mien.cameras";

/// Two brokers of the library's own; the topic's first partition is the first one's, the second
/// the other's. mien is told of the first.
class CameraTopic : public testing::Test {
 protected:
  CameraTopic() {
    char words[512];
    client_ = rd_kafka_new(RD_KAFKA_PRODUCER, rd_kafka_conf_new(), words, sizeof words);
    brokers_ = rd_kafka_mock_cluster_new(client_, 2);
    const std::string all = rd_kafka_mock_cluster_bootstraps(brokers_);
    config_.kafka.brokers = {all.substr(0, all.find(','))};
    rd_kafka_brokers_add(client_, all.c_str());
    rd_kafka_mock_topic_create(brokers_, kTopic, 2, 1);
    for (int p = 0; p < 2; ++p) rd_kafka_mock_partition_set_leader(brokers_, kTopic, p, p + 1);
  }
  ~CameraTopic() override {
    rd_kafka_mock_cluster_destroy(brokers_);
    rd_kafka_destroy(client_);
  }
  void put(const std::string& camera, int partition, std::string section = "{}") {
    const std::string topic = camera_topic(config_);
    rd_kafka_producev(client_, RD_KAFKA_V_TOPIC(topic.c_str()), RD_KAFKA_V_PARTITION(partition),
                      RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                      RD_KAFKA_V_KEY(camera.data(), camera.size()),
                      RD_KAFKA_V_VALUE(section.data(), section.size()), RD_KAFKA_V_END);
    ASSERT_EQ(rd_kafka_flush(client_, 10'000), RD_KAFKA_RESP_ERR_NO_ERROR);
  }
  /// Of Debian 13, 2.8.0: an error of a topic, told beside its partitions as these brokers do, ends
  /// the program (librdkafka's issue 4907).
  static bool errors_kill() {
    return rd_kafka_version() >= 0x02060000 && rd_kafka_version() < 0x020a0000;
  }
  std::vector<std::string> names() {
    std::vector<std::string> names;
    for (const auto& camera : list_cameras(config_)) names.push_back(camera.name);
    return names;
  }

  config::FleetConfig config_;
  rd_kafka_t* client_ = nullptr;
  rd_kafka_mock_cluster_t* brokers_ = nullptr;
};

// Of a partition that somebody goes on writing to the end is told again and again.
TEST_F(CameraTopic, IsReadToTheEndOfEachPartition) {
  put("door", 0);
  put("till", 1);
  rd_kafka_mock_broker_set_rtt(brokers_, 2, 400);
  auto read = std::async(std::launch::async, [this] { return names(); });
  while (read.wait_for(std::chrono::milliseconds(100)) != std::future_status::ready) put("door", 0);
  EXPECT_EQ(read.get(), (std::vector<std::string>{"door", "till"}));
}

// A topic without cameras would make pauses forgotten, and `put` those of all cameras.
TEST_F(CameraTopic, ThatIsNotToBeHadYetIsWaitedFor) {
  if (errors_kill())
    GTEST_SKIP() << "librdkafka " << rd_kafka_version_str() << " does not live to see it";
  put("door", 0);
  rd_kafka_mock_topic_set_error(brokers_, kTopic, RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE);
  auto read = std::async(std::launch::async, [this] { return find_cameras(config_); });
  EXPECT_EQ(read.wait_for(std::chrono::seconds(1)), std::future_status::timeout);
  rd_kafka_mock_topic_set_error(brokers_, kTopic, RD_KAFKA_RESP_ERR_NO_ERROR);
  const auto cameras = read.get();
  ASSERT_TRUE(cameras);
  EXPECT_EQ(cameras->size(), 1u);
}

TEST_F(CameraTopic, ThatIsMissingIsAnErrorForWhoeverNeedsIt) {
  if (errors_kill())
    GTEST_SKIP() << "librdkafka " << rd_kafka_version_str() << " does not live to see it";
  rd_kafka_mock_topic_set_error(brokers_, kTopic, RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
  EXPECT_FALSE(find_cameras(config_));
  EXPECT_THROW((void)list_cameras(config_), Error);
  rd_kafka_mock_topic_set_error(brokers_, kTopic, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
  EXPECT_THROW((void)find_cameras(config_), Error);
}

// Brokers that have just made a topic say that it is missing. By their keys the parts of a camera
// would come to other partitions than its section, and a pause would not be found.
TEST_F(CameraTopic, ThatIsBeingMadeIsWaitedForBeforeACameraIsSet) {
  if (errors_kill())
    GTEST_SKIP() << "librdkafka " << rd_kafka_version_str() << " does not live to see it";
  rd_kafka_mock_topic_set_error(brokers_, kTopic, RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
  std::vector<std::pair<std::string, std::string>> sections;
  for (const char* name : {"a", "b", "c", "d"}) sections.emplace_back(name, "{}");
  auto written = std::async(std::launch::async,
                            [&] { write_cameras(config_, set_anew({}, sections).changes); });
  EXPECT_EQ(written.wait_for(std::chrono::seconds(1)), std::future_status::timeout);
  rd_kafka_mock_topic_set_error(brokers_, kTopic, RD_KAFKA_RESP_ERR_NO_ERROR);
  written.get();
  const auto cameras = list_cameras(config_);
  ASSERT_EQ(cameras.size(), 4u);
  for (const FleetCamera& one : cameras) EXPECT_EQ(one.kept_apart.size(), kHoldParts.size());
}

// Between somebody's reading and writing, another writes.
TEST_F(CameraTopic, APauseAndASectionThatAreSetAtOnceAreBothThere) {
  put("door", 1, R"({"input": "a"})");  // where its key alone would not bring it
  put("till", 0, R"({"input": "a"})");
  const auto set = [&](const std::vector<FleetCamera>& known, const std::string& section) {
    write_cameras(config_, set_anew(known, {{"door", section}, {"till", section}}).changes);
  };
  const auto known = list_cameras(config_);
  change_fleet(config_, {"all"}, [&](const std::string& name, FleetValue& value) {
    if (name == "door") set(known, R"({"input":"b"})");
    value.hold.pause = oversight::Pause{"Ana", "school visit", wall_now()};
    return true;
  });
  const auto after = [&](const std::string& section) {
    const auto cameras = list_cameras(config_);
    ASSERT_EQ(cameras.size(), 2u);
    EXPECT_EQ(cameras[0].partition, 1);
    EXPECT_EQ(cameras[1].partition, 0);
    for (const FleetCamera& one : cameras) {
      const FleetValue value = read_fleet_value(one.name, one.section);
      EXPECT_EQ(value.section, section) << one.name;
      EXPECT_TRUE(value.hold.pause) << one.name;
    }
  };
  after(R"({"input":"b"})");
  set(known, R"({"input":"c"})");  // of when nothing was paused
  after(R"({"input":"c"})");
}

// The parts of a new camera come to its partition, where what came too late for the last one is.
TEST_F(CameraTopic, ANewCameraDoesNotStartWithThePauseOfOneThatWent) {
  std::vector<std::pair<std::string, std::string>> sections;
  for (const char* name : {"a", "b", "c", "d", "e", "f", "g", "h"})
    sections.emplace_back(name, "{}");
  const auto put_all = [&] {
    const auto known = list_cameras(config_);
    write_cameras(config_, set_anew(known, sections).changes);
    return list_cameras(config_);
  };
  const auto first = put_all();
  ASSERT_EQ(first.size(), sections.size());
  CameraChanges gone, late;
  for (const FleetCamera& one : first) {
    for (const CameraRecord& change : removal_of(one)) gone.push_back(change);
    const FleetHold hold{.pause = oversight::Pause{"Ana", "school visit", wall_now()}};
    for (const CameraRecord& change : changes_of(one, {}, {"{}", hold})) late.push_back(change);
  }
  write_cameras(config_, gone);
  write_cameras(config_, late);
  const auto again = put_all();
  ASSERT_EQ(again.size(), sections.size());
  for (const FleetCamera& one : again)
    EXPECT_FALSE(read_fleet_value(one.name, one.section).hold.pause) << one.name;
}

TEST_F(CameraTopic, AHandOnAllCamerasReachesThoseBesideOneThatCannotBeRead) {
  config_.kafka.topic_prefix = "one";
  rd_kafka_mock_topic_create(brokers_, "one.cameras", 1, 1);
  put("door", 0, R"({"fleet": {"pause": {"who": 3}}})");
  put("hall", 0, "x");
  put("till", 0);
  const auto pause = [](const std::string&, FleetValue& value) {
    value.hold.pause = oversight::Pause{"Ana", "school visit", wall_now()};
    return true;
  };
  EXPECT_THROW((void)change_fleet(config_, {"all"}, pause), Error);
  const auto cameras = list_cameras(config_);
  ASSERT_EQ(cameras.size(), 3u);
  EXPECT_TRUE(read_fleet_value("till", cameras[2].section).hold.pause);
  EXPECT_EQ(cameras[1].section, "x");
}

}  // namespace
}  // namespace mien::fleet
#endif
