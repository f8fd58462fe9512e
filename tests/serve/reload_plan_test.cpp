// Absence never grants: what a file that lost something may not do.
#include "serve/reload_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/config_reader.h"
#include "config/tokens.h"

namespace mien::serve {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr char kCameras[] =
    "cameras:\n"
    "  aisle:\n"
    "    input: rtsp://user:secret@camera/1\n"
    "    masks: { door: [[0, 0], [0.5, 0], [0.5, 1]] }\n"
    "  till: { input: till.mp4 }\n";
constexpr char kServer[] =
    "server:\n"
    "  tokens:\n"
    "    - { name: office, scope: admin, token: office-0123456789 }\n"
    "    - { name: kiosk, scope: rate, token: kiosk-0123456789 }\n";

RunConfig read(const std::string& text) { return config::parse_config(text, "mien.yaml", {}); }
const RunConfig& running() {
  static const RunConfig config = read(std::string(kCameras) + kServer);
  return config;
}
ReloadPlan plan(const std::string& text) { return plan_reload(running(), running(), read(text)); }

TEST(ReloadPlan, TheSameFileIsTaken) {
  const ReloadPlan same = plan(std::string(kCameras) + kServer);
  EXPECT_EQ(same.refusal, "");
  EXPECT_THAT(same.change.words, IsEmpty());
  EXPECT_THAT(same.change.unchanged, ElementsAre("aisle", "till"));
}

TEST(ReloadPlan, AnEmptyFileIsRefusedWhateverItAllows) {
  for (const char* text : {"", "# nothing\n", "---\n"}) EXPECT_NE(plan(text).refusal, "") << text;
  EXPECT_THAT(plan("").refusal, HasSubstr("empty"));
}

// A file that was cut while it was written, at every line: what is left may not grant or lose.
TEST(ReloadPlan, AFileThatIsCutAnywhereIsRefused) {
  const std::string whole = std::string(kCameras) + kServer;
  for (std::size_t end = whole.find('\n'); end + 1 < whole.size();
       end = whole.find('\n', end + 1)) {
    const std::string text = whole.substr(0, end + 1);
    RunConfig cut;
    try {
      cut = read(text);
    } catch (const Error&) {
      continue;  // refused by the reader
    }
    EXPECT_NE(plan_reload(running(), running(), cut).refusal, "") << text;
  }
}

TEST(ReloadPlan, FewerNeedTheFilesOwnWord) {
  const std::string one_camera =
      "cameras: { aisle: { input: a.mp4, masks: "
      "{ door: [[0, 0], [0.5, 0], [0.5, 1]] } } }\n";
  ReloadPlan less = plan(one_camera + kServer);
  EXPECT_THAT(less.refusal, HasSubstr("cameras: 2 → 1"));
  less = plan(one_camera + kServer + "reload: { allow_fewer: true }\n");
  EXPECT_EQ(less.refusal, "");
  EXPECT_THAT(less.change.removed, ElementsAre("till"));

  std::string one_token = std::string(kCameras) + kServer;
  one_token.erase(one_token.find("    - { name: kiosk"));
  EXPECT_THAT(plan(one_token).refusal, HasSubstr("tokens: 2 → 1"));
  EXPECT_EQ(plan(one_token + "reload: { allow_fewer: true }\n").refusal, "");
}

TEST(ReloadPlan, ALostMaskIsNoticed) {
  std::string text = std::string(kCameras) + kServer;
  text.erase(text.find("    masks:"), text.find("  till:") - text.find("    masks:"));
  EXPECT_THAT(plan(text).refusal, HasSubstr("masks of aisle: 1 → 0"));
  const ReloadPlan meant = plan(text + "reload: { allow_fewer: true }\n");
  EXPECT_EQ(meant.refusal, "");
  EXPECT_THAT(meant.change.words,
              Contains(HasSubstr("mask door removed (was [[0, 0], [0.5, 0], [0.5, 1]])")));
}

TEST(ReloadPlan, WithoutItsServerSectionTheServerStaysClosed) {
  EXPECT_THAT(plan(kCameras).refusal, HasSubstr("section server"));
  const ReloadPlan meant = plan(std::string(kCameras) + "reload: { allow_fewer: true }\n");
  EXPECT_EQ(meant.refusal, "");
  EXPECT_EQ(config::tokens_of(meant.next.server).size(), 2u) << "its tokens stay";
}

TEST(ReloadPlan, AReloadOpensNoClosedServer) {
  const std::string open = "server: { listen: 127.0.0.1:8642 }\nreload: { allow_fewer: true }\n";
  EXPECT_THAT(plan(std::string(kCameras) + open).refusal, HasSubstr("no token would be left"));
  std::string revoked = std::string(kCameras) + kServer;
  for (std::size_t at = 0; (at = revoked.find("0123456789 }", at)) != std::string::npos; at += 20)
    revoked.insert(at + 10, ", revoked: true");
  EXPECT_THAT(plan(revoked).refusal, HasSubstr("no token would be left"));
}

// One by one, without allow_fewer: the line stays and says so.
TEST(ReloadPlan, ATokenIsRevokedByItsLine) {
  std::string text = std::string(kCameras) + kServer;
  text.replace(text.find("kiosk-0123456789 }"), 18, "kiosk-0123456789, revoked: true }");
  const ReloadPlan plan_ = plan(text);
  EXPECT_EQ(plan_.refusal, "");
  EXPECT_THAT(plan_.change.words, ElementsAre("token kiosk revoked"));
}

TEST(ReloadPlan, CamerasOfTheApiGoWithoutARefusal) {
  RunConfig now = running();
  now.cameras.push_back({.name = "window", .input = "window.mp4"});
  const ReloadPlan plan_ = plan_reload(now, running(), running());
  EXPECT_EQ(plan_.refusal, "") << "the file has as many as it had";
  EXPECT_THAT(plan_.change.removed, ElementsAre("window"));
}

// docs/configuration.md lists them; a change that is not applied is never passed over in silence.
TEST(ReloadPlan, WhatWaitsForARestartIsNamed) {
  const ReloadPlan plan_ =
      plan(std::string(kCameras) + kServer +
           "  overseer: Ana Ruiz\n"
           "audience: { min_audience: 7 }\nlive: { idle_seconds: 20 }\ndetect: { fps: 3 }\n"
           "emotion: none\nexpressions: smile\nworkers: 1\ndemand: { search: off }\n"
           "tuning: { pin: cores }\nstorage: { retention_days: 9 }\nlogs: { level: error }\n");
  EXPECT_EQ(plan_.refusal, "");
  EXPECT_THAT(plan_.change.restart,
              testing::UnorderedElementsAre("server", "audience", "live", "detect", "emotion",
                                            "expressions", "workers", "demand", "tuning", "storage",
                                            "logs"));
}

TEST(ReloadPlan, WordsHoldNoSecret) {
  const ReloadPlan change = plan(
      "cameras:\n"
      "  aisle: { input: 'rtsp://user:other-secret@camera/1', masks: "
      "{ door: [[0, 0], [0.5, 0], [0.5, 1]] } }\n"
      "  till: { input: till.mp4, content: soup }\n"
      "server:\n"
      "  tokens:\n"
      "    - { name: office, scope: admin, token: office-9876543210 }\n"
      "    - { name: kiosk, scope: read, token: kiosk-0123456789 }\n");
  EXPECT_EQ(change.refusal, "");
  EXPECT_THAT(change.change.words,
              ElementsAre("camera aisle: input rtsp://***@camera/1: user or password changed",
                          "camera till: content none → soup", "token kiosk: scope rate → read",
                          "token office: another secret"));
}

}  // namespace
}  // namespace mien::serve
