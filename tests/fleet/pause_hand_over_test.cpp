// A person's hand on a camera goes along with it to whichever host has it.
#include "fleet/pause_hand_over.h"

#include <filesystem>
#include <memory>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mien/error.h"

#include "base/sqlite_database.h"
#include "base/temporary_folder.h"

namespace mien::fleet {
namespace {

using oversight::Holds;
using oversight::Pause;
using testing::ElementsAre;
using testing::IsEmpty;

/// What the brokers have.
struct FakeTopic {
  CameraRecords records = of({{"door", "{}"}, {"till", "{}"}});
  bool away = false;
  int reads = 0;

  CameraShelf shelf() {
    return {.read =
                [this] {
                  ++reads;
                  check();
                  return records.all();
                },
            .write =
                [this](const CameraChanges& changes) {
                  check();
                  for (const auto& [key, value, partition] : changes) records.hear(key, value);
                }};
  }
  void check() const {
    if (away) throw Error(ErrorKind::output, "Kafka", "does not answer");
  }
  FleetHold hold(const std::string& camera) const {
    return read_fleet_value(camera, records.find(camera)->section).hold;
  }
  void set(const std::string& camera, const FleetHold& hold) {
    const FleetCamera was = *records.find(camera);
    const FleetValue value{"{}", hold};
    for (const auto& one : changes_of(was, read_fleet_value(camera, was.section).hold, value))
      records.hear(one.key, one.value);
  }
  static CameraRecords of(const std::map<std::string, std::string>& cameras) {
    CameraRecords records;
    for (const auto& [name, section] : cameras) records.hear(name, section);
    return records;
  }
};

/// A host of the fleet, with a database of its own.
class FleetHostOf {
 public:
  FleetHostOf(const std::filesystem::path& file, FakeTopic& topic) : file_(file), topic_(topic) {
    start();
  }
  void start() {
    pauses_.reset();
    holds_ = std::make_unique<Holds>(file_);
    pauses_ = std::make_unique<PauseHandOver>(*holds_, topic_.shelf());
  }
  void take(const std::string& camera) { pauses_->take(camera, topic_.hold(camera)); }
  /// As a thread of the server does it: what waits is told, and then seen to be there.
  std::vector<std::string> tell() {
    auto told = pauses_->step();
    pauses_->step();
    return told;
  }
  Holds& holds() { return *holds_; }
  PauseHandOver& pauses() { return *pauses_; }
  std::string who(const std::string& camera) const {
    const auto pause = holds_->paused(camera);
    return pause ? pause->who : "nobody";
  }

 private:
  const std::filesystem::path file_;
  FakeTopic& topic_;
  std::unique_ptr<Holds> holds_;
  std::unique_ptr<PauseHandOver> pauses_;
};

class PauseHandOverTest : public testing::Test {
 protected:
  static Pause pause(const char* who, bool figures_only = false) {
    return {who, "school visit", wall_now(), figures_only};
  }

  const TemporaryFolder folder_;
  FakeTopic topic_;
  FleetHostOf a_{folder_.path() / "a.db", topic_}, b_{folder_.path() / "b.db", topic_};
};

TEST_F(PauseHandOverTest, APauseOfTheHostsOwnPageGoesAlongWithTheCamera) {
  a_.take("door");
  a_.holds().pause("door", pause("Ana"), "admin");
  EXPECT_THAT(a_.tell(), ElementsAre("door"));
  EXPECT_EQ(topic_.hold("door").pause->who, "Ana");
  EXPECT_EQ(topic_.hold("door").pause->reason, "school visit");
  EXPECT_FALSE(topic_.hold("till").pause);
  EXPECT_EQ(a_.who("door"), "Ana (for the fleet)");
  a_.take("door");  // it hears of what it told
  a_.pauses().drop("door");
  b_.take("door");
  EXPECT_EQ(b_.who("door"), "Ana (for the fleet)");
  Database database(folder_.path() / "b.db");
  EXPECT_EQ(database.text("SELECT who || ': ' || action || ': ' || detail FROM audit"),
            "the fleet: paused: door: Ana (for the fleet): school visit");
  b_.take("door");
  EXPECT_EQ(database.integer("SELECT count(*) FROM audit"), 1) << "it was so already";
  // Somebody ends it where it is now; the first host hears of it when it has the camera again.
  b_.holds().resume("door");
  EXPECT_THAT(b_.tell(), ElementsAre("door"));
  EXPECT_FALSE(topic_.hold("door").pause);
  b_.pauses().drop("door");
  a_.take("door");
  EXPECT_EQ(a_.who("door"), "nobody");
  EXPECT_THAT(a_.tell(), IsEmpty());
}

TEST_F(PauseHandOverTest, FiguresAloneAreSuspendedForTheFleetToo) {
  a_.take("door");
  a_.holds().pause("door", pause("Ana", true));
  a_.tell();
  a_.pauses().drop("door");
  b_.take("door");
  EXPECT_TRUE(b_.holds().suspended("door"));
  EXPECT_FALSE(b_.holds().paused("door"));
  b_.holds().resume("door");
  b_.tell();
  EXPECT_FALSE(topic_.hold("door").suspended);
}

// The brokers are away, the host loses its cameras and is started anew: the pause is kept, and told
// as soon as they answer. Until then nothing that the topic says of the past ends it.
TEST_F(PauseHandOverTest, WhileTheBrokersAreAwayAPauseHoldsHereAndIsToldLater) {
  a_.take("door");
  topic_.away = true;
  a_.holds().pause("door", pause("Ana"));
  EXPECT_THROW(a_.pauses().step(), Error);
  EXPECT_EQ(a_.who("door"), "Ana");
  a_.take("door");
  EXPECT_EQ(a_.who("door"), "Ana") << "the topic does not know it yet";
  a_.pauses().drop("door");
  EXPECT_THROW(a_.pauses().step(), Error);
  a_.start();
  EXPECT_THROW(a_.pauses().step(), Error);
  topic_.away = false;
  b_.take("door");
  EXPECT_THAT(a_.tell(), ElementsAre("door"));
  b_.take("door");
  EXPECT_EQ(b_.who("door"), "Ana (for the fleet)");
}

TEST_F(PauseHandOverTest, AnEndThatTheTopicDoesNotKnowYetHoldsHere) {
  topic_.set("door", {.pause = pause("Ben")});
  a_.take("door");
  EXPECT_EQ(a_.who("door"), "Ben (for the fleet)");
  topic_.away = true;
  a_.holds().resume("door");
  EXPECT_THROW(a_.pauses().step(), Error);
  a_.take("door");  // its section was changed: it is told once more
  EXPECT_EQ(a_.who("door"), "nobody");
  topic_.away = false;
  EXPECT_THAT(a_.tell(), ElementsAre("door"));
  EXPECT_FALSE(topic_.hold("door").pause);
}

TEST_F(PauseHandOverTest, AnEndWhileThePauseIsBeingToldIsNotUndoneByItsEcho) {
  a_.take("door");
  a_.holds().pause("door", pause("Ana"));
  a_.pauses().step();
  a_.holds().resume("door");
  a_.take("door");  // what the topic says by now
  EXPECT_EQ(a_.who("door"), "nobody");
  a_.tell();
  EXPECT_FALSE(topic_.hold("door").pause);
}

TEST_F(PauseHandOverTest, APauseOfAllIsThatOfEachCameraThatTheHostHasThen) {
  a_.take("door");
  a_.holds().pause("", pause("Ana"), "admin", {"door", "of_this_host"});
  a_.tell();
  EXPECT_TRUE(topic_.hold("door").pause);
  EXPECT_FALSE(topic_.hold("till").pause);
  a_.take("till");
  a_.tell();
  EXPECT_TRUE(a_.holds().paused("till")) << "while it is here";
  EXPECT_FALSE(topic_.hold("till").pause);
  a_.holds().resume("");
  a_.tell();
  EXPECT_FALSE(topic_.hold("door").pause);
}

// Cameras of the host's own file are nobody else's business, and nobody is asked again and again.
TEST_F(PauseHandOverTest, WhereNothingWaitsTheTopicIsNotAsked) {
  a_.take("door");
  a_.tell();
  EXPECT_EQ(topic_.reads, 0);
  a_.holds().pause("of_this_host", pause("Ana"));
  a_.tell();
  const int reads = topic_.reads;
  a_.tell();
  EXPECT_EQ(topic_.reads, reads);
  EXPECT_EQ(a_.who("of_this_host"), "Ana");
}

// Locked, read-only or full: what is told already is told no more, and the next pause is.
TEST_F(PauseHandOverTest, ADatabaseThatTakesNoWritesHoldsNoOtherPauseUp) {
  for (const char* camera : {"door", "till"}) a_.take(camera);
  a_.holds().pause("door", pause("Ana"));
  EXPECT_THAT(a_.pauses().step(), ElementsAre("door"));
  Database file(folder_.path() / "a.db");
  file.execute(
      "CREATE TRIGGER full BEFORE UPDATE ON camera_pauses BEGIN SELECT RAISE(FAIL, 'full'); END");
  a_.holds().pause("till", pause("Ben"));
  EXPECT_THAT(a_.tell(), ElementsAre("till"));
  const int reads = topic_.reads;
  a_.tell();
  EXPECT_EQ(topic_.reads, reads) << "nobody is asked what is known";
  topic_.set("door", {});
  a_.take("door");
  EXPECT_EQ(a_.who("door"), "nobody") << "it was the fleet's by then, and the fleet ended it";
  file.execute("DROP TRIGGER full");
  a_.tell();
  EXPECT_EQ(a_.who("till"), "Ben (for the fleet)");
  EXPECT_FALSE(topic_.hold("door").pause);
  EXPECT_EQ(topic_.reads, reads);
}

TEST_F(PauseHandOverTest, OfAPauseThatTheDatabaseDoesNotHaveYetTheTopicIsToldOnce) {
  a_.take("door");
  Database other(folder_.path() / "a.db");
  other.execute("BEGIN IMMEDIATE");
  EXPECT_FALSE(a_.holds().pause("door", pause("Ana"), "admin"));
  other.execute("ROLLBACK");
  EXPECT_THAT(a_.tell(), ElementsAre("door"));
  const int reads = topic_.reads;
  a_.tell();
  EXPECT_EQ(topic_.reads, reads);
  EXPECT_EQ(a_.holds().catch_up(), 1u);
  a_.tell();
  EXPECT_EQ(a_.who("door"), "Ana (for the fleet)");
  EXPECT_EQ(topic_.reads, reads);
}

// Somebody put it there by hand: the other cameras' pauses go along all the same.
TEST_F(PauseHandOverTest, AValueThatIsNoSectionHoldsNoOtherPauseUp) {
  for (const char* text : {"x", "[]", "3"}) {
    topic_.records = FakeTopic::of({{"door", text}, {"till", "{}"}});
    a_.start();
    for (const char* camera : {"door", "till"}) {
      a_.take(camera);
      a_.holds().pause(camera, pause("Ana"));
    }
    EXPECT_THAT(a_.tell(), ElementsAre("till")) << text;
    EXPECT_EQ(a_.who("door"), "Ana");
    a_.holds().resume("");
  }
}

// The host had the camera before, when somebody else had paused it for another reason.
TEST_F(PauseHandOverTest, AnotherPauseOfTheFleetTakesThePlaceOfTheOneThatThisHostHeardOf) {
  topic_.set("door", {.pause = pause("Ben")});
  a_.take("door");
  a_.pauses().drop("door");
  a_.start();
  FleetHold later{.pause = pause("Ana")};
  later.pause->since += std::chrono::seconds(5);
  topic_.set("door", later);
  a_.take("door");
  EXPECT_EQ(a_.who("door"), "Ana (for the fleet)");
  EXPECT_EQ(Database(folder_.path() / "a.db").integer("SELECT count(*) FROM audit"), 2);
  a_.holds().resume("door");
  a_.tell();
  EXPECT_FALSE(topic_.hold("door").pause);
}

TEST_F(PauseHandOverTest, TheFleetsPauseEndsWhenTheTopicSaysSo) {
  topic_.set("door", {.pause = pause("Ben")});
  a_.take("door");
  a_.holds().pause("till", pause("Ana"));
  topic_.set("door", {});
  a_.take("door");
  a_.take("till");
  EXPECT_EQ(a_.who("door"), "nobody");
  EXPECT_EQ(a_.who("till"), "Ana") << "nobody ended it";
  EXPECT_EQ(
      Database(folder_.path() / "a.db").text("SELECT action FROM audit ORDER BY id DESC LIMIT 1"),
      "pause ended");
}

}  // namespace
}  // namespace mien::fleet
