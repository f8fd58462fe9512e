#pragma once
/// \file Hosts of a fleet that share what brokers have of their cameras.

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "mien/error.h"

#include "base/temporary_folder.h"
#include "fleet/pause_hand_over.h"

namespace mien::fleet {

using oversight::Holds;
using oversight::Pause;

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
                  for (const auto& [key, value, partition] : changes)
                    records.hear(key, value, partition);
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
      records.hear(one.key, one.value, one.partition);
  }
  static CameraRecords of(const std::map<std::string, std::string>& cameras) {
    CameraRecords records;
    for (const auto& [name, section] : cameras) records.hear(name, section, 0);
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

}  // namespace mien::fleet
