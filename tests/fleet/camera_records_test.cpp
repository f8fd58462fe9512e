// The records of the cameras' topic: who writes one part of a camera overwrites no other part.
#include "fleet/camera_records.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mien/error.h"

#include "fleet/fleet_holds.h"

namespace mien::fleet {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// As a version before this one wrote it.
constexpr char kOfBefore[] =
    R"({"fleet":{"pause":{"reason":"school visit","since":"2026-11-02T10:00:00Z","who":"Ana"}},"input":"a"})";

class CameraRecordsTest : public testing::Test {
 protected:
  void write(const CameraChanges& changes) {
    for (const CameraRecord& one : changes) hear(one.key, one.value);
  }
  CameraRecords::Heard hear(std::string_view key, std::optional<std::string> value) {
    return records_.hear(key, std::move(value), 7);
  }
  FleetValue door() const {
    return read_fleet_value("door", records_.find("door").value().section);
  }
  /// What a command that knows the camera as `known` writes.
  static CameraChanges put(const std::vector<FleetCamera>& known, const std::string& section) {
    return set_anew(known, {{"door", section}}).changes;
  }
  static CameraChanges pause(const FleetCamera& known, const char* who) {
    FleetValue value = read_fleet_value(known.name, known.section);
    const FleetHold before = value.hold;
    value.hold.pause.reset();
    if (who) value.hold.pause = oversight::Pause{who, "school visit", wall_now()};
    return changes_of(known, before, value);
  }

  CameraRecords records_;
};

// As seen: each wrote the whole camera as it had read it, and the later one undid the other.
TEST_F(CameraRecordsTest, APauseAndASectionOfTheSameMomentAreBothKept) {
  for (const bool pause_first : {false, true}) {
    records_ = {};
    write(put({}, R"({"input":"a"})"));
    const auto known = records_.all();
    const CameraChanges section = put(known, R"({"input":"b"})"), hold = pause(known[0], "Ana");
    write(pause_first ? hold : section);
    write(pause_first ? section : hold);
    EXPECT_EQ(door().section, R"({"input":"b"})");
    ASSERT_TRUE(door().hold.pause);
    EXPECT_EQ(door().hold.pause->who, "Ana");
  }
}

TEST_F(CameraRecordsTest, ThePartsOfWhatIsDecidedDoNotOverwriteOneAnother) {
  write(put({}, "{}"));
  const FleetCamera known = *records_.find("door");
  FleetValue confirmed{"{}", {}}, suspended = confirmed;
  confirmed.hold.confirmed = oversight::Confirmation{"f00d", "de", "Ben", wall_now()};
  suspended.hold.suspended = oversight::Pause{"Cem", "it was moved", wall_now(), true};
  for (const auto& changes :
       {pause(known, "Ana"), changes_of(known, {}, confirmed), changes_of(known, {}, suspended)})
    write(changes);
  EXPECT_TRUE(door().hold.pause && door().hold.confirmed && door().hold.suspended);
  EXPECT_THAT(changes_of(known, door().hold, door()), IsEmpty());
}

TEST_F(CameraRecordsTest, APauseThatStandsInTheSectionHoldsUntilItEnds) {
  hear("door", kOfBefore);
  EXPECT_EQ(door().hold.pause->who, "Ana");
  const auto before = records_.all();
  write(put(before, R"({"input":"b"})"));
  EXPECT_EQ(door().hold.pause->who, "Ana") << "it has no record of its own yet";
  write(pause(*records_.find("door"), nullptr));
  EXPECT_FALSE(door().hold.pause);
  write(put(before, R"({"input":"c"})"));
  EXPECT_FALSE(door().hold.pause) << "who read the section before brings nothing back";
  write(put(records_.all(), R"({"input":"c"})"));
  EXPECT_EQ(records_.find("door")->section, R"({"input":"c"})");
  // A broker forgets a record that went, but not one that says that nothing holds.
  EXPECT_THAT(records_.find("door")->kept_apart, ElementsAre(HoldPart::pause));
}

TEST_F(CameraRecordsTest, ACameraThatGoesTakesItsPauseAlong) {
  write(put({}, "{}"));
  write(pause(*records_.find("door"), "Ana"));
  const FleetCamera door_then = *records_.find("door");
  EXPECT_EQ(door_then.partition, 7) << "where its host hears of it";
  for (const CameraRecord& one : removal_of(door_then)) EXPECT_EQ(one.partition, 7);
  write(removal_of(door_then));
  EXPECT_THAT(records_.all(), IsEmpty());
  write(put({}, "{}"));
  EXPECT_FALSE(door().hold.pause);
}

// Two machines: the one that pauses has read the camera before the other removes it.
TEST_F(CameraRecordsTest, APauseThatComesTooLateIsNotThatOfTheNextCameraOfThisName) {
  write(put({}, "{}"));
  const FleetCamera known = *records_.find("door");
  const CameraChanges late = pause(known, "Ana");
  write(removal_of(known));
  write(late);
  for (const CameraRecord& one : put(records_.all(), "{}")) {
    hear(one.key, one.value);
    EXPECT_FALSE(records_.find("door") && door().hold.pause) << "not even for a moment";
  }
  EXPECT_TRUE(records_.find("door"));
}

TEST_F(CameraRecordsTest, APauseWithoutACameraIsNoCamera) {
  EXPECT_EQ(hear(hold_key("door", HoldPart::pause), "{}").camera, "door");
  EXPECT_THAT(records_.all(), IsEmpty());
  EXPECT_FALSE(hear("door", "{}").was);
  EXPECT_TRUE(hear(hold_key("door", HoldPart::pause), std::nullopt).was);
  EXPECT_TRUE(records_.find("door"));
  EXPECT_EQ(hear("pause", "{}").camera, "pause");
}

// As seen: the parts of a camera that was set while its topic was being made lay elsewhere, and
// there they said that nothing holds.
TEST_F(CameraRecordsTest, WhatLiesInAnotherPartitionThanTheSectionIsNotTheCameras) {
  for (const int other : {3, 9}) {
    records_ = {};
    write({{"door", "{}", 7}});
    write(pause(*records_.find("door"), "Ana"));
    records_.hear(hold_key("door", HoldPart::pause), std::string(kNoHold), other);
    ASSERT_TRUE(door().hold.pause) << other;
    EXPECT_EQ(records_.find("door")->partition, 7);
    EXPECT_FALSE(records_.hear("door", std::nullopt, other).was);
    EXPECT_EQ(records_.all().size(), 1u) << "what goes there is not this one";
  }
}

// Somebody wrote it by hand. A section that is set anew is the way out that the error names.
TEST_F(CameraRecordsTest, ARecordThatCannotBeReadGoesWithANewSection) {
  for (const char* text : {"x", "3", R"({"who":3})"}) {
    write(put({}, "{}"));
    hear(hold_key("door", HoldPart::pause), text);
    EXPECT_THROW((void)door(), Error) << text;
    EXPECT_THAT(set_anew(records_.all(), {{"door", "{}"}}).lost, ElementsAre("door"));
    write(put(records_.all(), "{}"));
    EXPECT_FALSE(door().hold.pause);
  }
}

}  // namespace
}  // namespace mien::fleet
