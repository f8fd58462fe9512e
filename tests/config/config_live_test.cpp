// What a configuration says about live cameras, the audience and the server.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/config_reader.h"
#include "config/listen.h"

namespace mien {
namespace {

using config::parse_camera;
using config::parse_config;
using testing::HasSubstr;
using testing::Not;

template <class Read>
Error failure_of(Read read) {
  try {
    read();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    EXPECT_FALSE(error.remedy().empty()) << error.what();
    return error;
  }
  return {ErrorKind::internal, "was accepted", ""};
}

Error failure(const std::string& text) {
  return failure_of([&] { parse_config(text, "mien.yaml", {}); });
}

Error camera_failure(const std::string& text,
                     const std::map<std::string, ContentConfig>& contents = {}) {
  return failure_of([&] { parse_camera("door", text, contents, {}); });
}

const std::string kHash = "sha256:" + std::string(64, 'a');

const std::string kLive = R"(
cameras:
  aisle-3:
    input: rtsp://camera.example/main
    detect: { input: rtsp://camera.example/sub, fps: 5, width: 640 }
    transport: tcp
    sleep: never
    content:
      - { content: cereal, from: "08:00", to: "14:00", days: [mon, tue, wed, thu, fri] }
      - { content: soup, zone: shelf }
      - { content: "", from: 22:30, to: 06:00 }
    zones: { shelf: [[0,0],[1,0],[1,1]] }
    staff: { till: [[0,0],[0.5,0],[0.5,0.5]] }
contents: { cereal: { title: Cereal }, soup: {} }
live: { stall_seconds: 4.5, idle_seconds: 20, max_latency_ms: 150 }
audience: { min_audience: 7, min_dwell_seconds: 2, grace_seconds: 0, rating_window_minutes: 5, time_zone: America/Argentina/Buenos_Aires }
server:
  listen: 0.0.0.0:8700
  tokens: { read: a-token-for-readers, rate: a-token-for-kiosks, admin: )" +
                          kHash + R"( }
  tls: { certificate: server.pem, key: server.key }
  raw_video: yes
  max_connections: 64
  camera_inputs: { folders: [/srv/clips], networks: [10.0.0.0/8, fd00::/8] }
notice: { controller: Shop Ltd, contact: privacy@shop.example, url: "https://shop.example", languages: [en, de] }
)";

TEST(LiveConfiguration, EveryDocumentedKeyIsRead) {
  const RunConfig config = parse_config(kLive, "mien.yaml", {});
  ASSERT_EQ(config.cameras.size(), 1u);
  const CameraConfig& camera = config.cameras[0];
  EXPECT_EQ(camera.detect_input, "rtsp://camera.example/sub");
  EXPECT_EQ(camera.detect_fps, 5);
  EXPECT_EQ(camera.transport, Transport::tcp);
  EXPECT_EQ(camera.sleep, Sleep::never);
  EXPECT_EQ(camera.content, "") << "the schedule says it";
  const std::vector<ShowingConfig> showings = {
      {.content = "cereal", .days = 0x1f, .from = 480, .to = 840},
      {.content = "soup", .zone = "shelf"},
      {.content = "", .from = 1350, .to = 360}};
  EXPECT_EQ(camera.showings, showings);
  EXPECT_EQ(camera.staff.at("till").size(), 3u);
  EXPECT_EQ(config.live, (LiveConfig{4.5, 20, 150}));
  EXPECT_EQ(config.audience, (AudienceConfig{7, 2, 0, 5, "America/Argentina/Buenos_Aires"}));
  const ServerConfig& server = config.server;
  EXPECT_EQ(server.listen, "0.0.0.0:8700");
  EXPECT_EQ(server.read_token, "a-token-for-readers");
  EXPECT_EQ(server.rate_token, "a-token-for-kiosks");
  EXPECT_EQ(server.admin_token, kHash);
  EXPECT_EQ(server.certificate, "server.pem");
  EXPECT_EQ(server.key, "server.key");
  EXPECT_TRUE(server.raw_video);
  EXPECT_EQ(server.max_connections, 64);
  EXPECT_EQ(server.camera_inputs.folders, std::vector<std::string>{"/srv/clips"});
  EXPECT_EQ(server.camera_inputs.networks, (std::vector<std::string>{"10.0.0.0/8", "fd00::/8"}));
  EXPECT_EQ(
      config.notice,
      (NoticeConfig{"Shop Ltd", "privacy@shop.example", "https://shop.example", {"en", "de"}}));
}

TEST(LiveConfiguration, WhatIsNotSaidKeepsItsDefault) {
  const RunConfig config = parse_config("cameras: { a: { input: x } }\nserver:\nlive:\n", "m", {});
  EXPECT_EQ(config.cameras[0], (CameraConfig{.name = "a", .input = "x"}));
  EXPECT_EQ(config.live, LiveConfig{});
  EXPECT_EQ(config.audience, AudienceConfig{});
  EXPECT_EQ(config.server, ServerConfig{});
}

TEST(LiveConfiguration, AnUnknownKeyIsAnsweredWithTheNearestOne) {
  const std::tuple<const char*, const char*, const char*> cases[] = {
      {"cameras:\n  a:\n    input: x\n    transprot: tcp\n", "mien.yaml:4", "'transport'"},
      {"cameras:\n  a:\n    input: x\n    stuff: {}\n", "mien.yaml:4", "'staff'"},
      {"cameras:\n  a:\n    input: x\n    content:\n      - { contnt: b }\n", "mien.yaml:5",
       "'content'"},
      {"live: { stall_second: 5 }\n", "mien.yaml:1", "'stall_seconds'"},
      {"audience: { min_audiences: 5 }\n", "mien.yaml:1", "'min_audience'"},
      {"server: { tokens: { reed: 0123456789abcdef } }\n", "mien.yaml:1", "'read'"},
      {"server: { tls: { cert: x } }\n", "mien.yaml:1", "one of: certificate, key"},
      {"notice: { controler: x }\n", "mien.yaml:1", "'controller'"},
  };
  for (const auto& [text, where, remedy] : cases) {
    const Error error = failure(text);
    EXPECT_EQ(error.where(), where) << text;
    EXPECT_THAT(error.remedy(), HasSubstr(remedy)) << text;
  }
}

TEST(LiveConfiguration, ImpossibleValuesNameTheirLine) {
  const std::string camera = "cameras:\n  a:\n    input: x\n    ";
  const std::pair<std::string, std::string> cases[] = {
      {camera + "transport: sctp", "mien.yaml:4"},
      {camera + "sleep: always", "mien.yaml:4"},
      {camera + "detect: { input: '' }", "mien.yaml:4"},
      {camera + "staff: { t: [[0,0],[1,1]] }", "mien.yaml:4"},
      {camera + "content: []", "mien.yaml:4"},
      {camera + "content: {}", "mien.yaml:4"},
      {camera + "content:\n      - soup", "mien.yaml:5"},
      {camera + "content:\n      - { from: 08:00 }", "mien.yaml:5"},
      {camera + "content:\n      - { content: b, from: 8:00 }", "mien.yaml:5"},
      {camera + "content:\n      - { content: b, from: 08:60 }", "mien.yaml:5"},
      {camera + "content:\n      - { content: b, to: 24:01 }", "mien.yaml:5"},
      {camera + "content:\n      - { content: b, from: -1:00 }", "mien.yaml:5"},
      {camera + "content:\n      - { content: b, from: 480 }", "mien.yaml:5"},
      {camera + "content:\n      - { content: b, from: 08:00, to: 08:00 }", "mien.yaml:5"},
      {camera + "content:\n      - { content: b, from: 24:00, to: 00:00 }", "mien.yaml:5"},
      {camera + "content:\n      - { content: b, days: [] }", "mien.yaml:5"},
      {camera + "content:\n      - { content: b, days: mon }", "mien.yaml:5"},
      {camera + "content:\n      - { content: b, days: [mon, monday] }", "mien.yaml:5"},
      {camera + "content:\n      - { content: b, zone: shelf }", "mien.yaml:5"},
      {"live: { stall_seconds: 0 }", "mien.yaml:1"},
      {"live: { idle_seconds: -3 }", "mien.yaml:1"},
      {"live: { max_latency_ms: none }", "mien.yaml:1"},
      {"audience: { min_audience: 0 }", "mien.yaml:1"},
      {"audience: { min_audience: 2.5 }", "mien.yaml:1"},
      {"audience: { min_dwell_seconds: 0 }", "mien.yaml:1"},
      {"audience: { grace_seconds: 61 }", "mien.yaml:1"},
      {"audience: { rating_window_minutes: 0 }", "mien.yaml:1"},
      {"audience: { time_zone: ../../etc/passwd }", "mien.yaml:1"},
      {"audience: { time_zone: /etc/passwd }", "mien.yaml:1"},
      {"server: { listen: 8642 }", "mien.yaml:1"},
      {"server: { listen: ':8642' }", "mien.yaml:1"},
      {"server: { listen: '::1:8642' }", "mien.yaml:1"},
      {"server: { listen: '[]:8642' }", "mien.yaml:1"},
      {"server: { raw_video: maybe }", "mien.yaml:1"},
      {"server: { max_connections: 0 }", "mien.yaml:1"},
      {"server: { camera_inputs: { networks: [10.0.0.0/40] } }", "mien.yaml:1"},
      {"server: { camera_inputs: { networks: camera.local } }", "mien.yaml:1"},
      {"server: { camera_inputs: { folders: [clips] } }", "mien.yaml:1"},
      {"live: { max_megapixels: 0 }", "mien.yaml:1"},
      {"server:\n  tls: { certificate: a.pem }", "mien.yaml:2"},
      {"server:\n  tls: { key: a.key }", "mien.yaml:2"},
      {"server:\n  tls: {}", "mien.yaml:2"},
      {"server:\n  token: short", "mien.yaml:2"},
      {"server:\n  token: 'sixteen letters and blanks'", "mien.yaml:2"},
      {"server:\n  token: sha256:abc", "mien.yaml:2"},
      {"server:\n  token: 0123456789abcdef\n  tokens: { admin: 0123456789abcdef }", "mien.yaml:3"},
      {"server:\n  tokens: { read: 0123456789abcdef, rate: 0123456789abcdef }", "mien.yaml:2"},
      {"notice: { url: shop.example }", "mien.yaml:1"},
      {"notice: { languages: en }", "mien.yaml:1"},
      {"notice: { languages: [english] }", "mien.yaml:1"},
      {"notice: { languages: [en, en] }", "mien.yaml:1"},
      {"notice:\n  languages:\n    - en\n    - xx\n", "mien.yaml:4"},
      {"server:\n  raw_video: \"yes\"", "mien.yaml:2"},
      {"server:\n  require_notice: 'false'", "mien.yaml:2"},
      {"tuning:\n  huge_pages: 'true'", "mien.yaml:2"},
  };
  for (const auto& [text, where] : cases) EXPECT_EQ(failure(text).where(), where) << text;
}

TEST(LiveConfiguration, BeyondLoopbackATokenIsNeeded) {
  for (const std::string listen : {"127.0.0.1:80", "'[::1]:80'", "localhost:80", "127.0.0.2:80"})
    EXPECT_NO_THROW(parse_config("server: { listen: " + listen + " }", "m", {})) << listen;
  for (const std::string listen :
       {"0.0.0.0:80", "'[::]:80'", "shop.example:80", "10.0.0.3:80", "127.example:80"}) {
    const Error error = failure("server:\n  raw_video: no\n  listen: " + listen + "\n");
    EXPECT_EQ(error.where(), "mien.yaml:3") << listen;
    EXPECT_THAT(error.remedy(), HasSubstr("MIEN_TOKEN"));
    EXPECT_NO_THROW(parse_config(
        "server: { listen: " + listen + ", tokens: { rate: 0123456789abcdef } }", "m", {}));
  }
}

TEST(LiveConfiguration, AnAddressIsReadAsWritten) {
  const auto six = config::parse_listen("[2001:db8::1]:443");
  ASSERT_TRUE(six);
  EXPECT_EQ(six->address, "2001:db8::1");
  EXPECT_EQ(six->port, 443);
  EXPECT_FALSE(six->loopback);
  for (const char* none : {"", ":", "1:", "a:b", "a:0", "a:65536", "a:1x", "[::1]", "[::1]x:1"})
    EXPECT_FALSE(config::parse_listen(none)) << none;
}

// Otherwise somebody waits for a content that never comes.
TEST(LiveConfiguration, AnEntryThatOthersHideIsRefused) {
  const auto schedule = [](const char* entries) {
    return std::string(
               "cameras:\n  a:\n    input: x\n    zones: { z: [[0,0],[1,0],[1,1]] }\n"
               "    content:\n") +
           entries;
  };
  EXPECT_EQ(
      failure(schedule("      - { content: b }\n      - { content: c, from: 09:00, to: 10:00 }\n"))
          .where(),
      "mien.yaml:7");
  EXPECT_EQ(failure(schedule("      - { content: b, from: 12:00, to: 24:00 }\n"
                             "      - { content: c, from: 22:00, to: 12:00 }\n"
                             "      - { content: d, days: [sun] }\n"))
                .where(),
            "mien.yaml:8")
      << "the night of Saturday reaches into Sunday";
  EXPECT_NO_THROW(parse_config(schedule("      - { content: b, from: 12:00, to: 24:00 }\n"
                                        "      - { content: c, from: 22:00, to: 11:59 }\n"
                                        "      - { content: d, days: [sun] }\n"
                                        "      - { content: e, zone: z }\n"),
                               "m", {}))
      << "a minute is left; a zone has its own";
}

TEST(LiveConfiguration, AScheduleNamesListedContentsOnly) {
  const std::string text =
      "cameras:\n  a:\n    input: x\n    content:\n      - { content: sop }\ncontents: { soup: {} "
      "}\n";
  const Error error = failure(text);
  EXPECT_EQ(error.where(), "mien.yaml:5");
  EXPECT_THAT(error.remedy(), HasSubstr("'soup'"));
}

TEST(LiveConfiguration, AMessageNeverShowsAToken) {
  for (const char* text :
       {"server: { token: hushhush }", "server: { tokens: { read: hushhush } }",
        "server: { token: 'sha256:hushhush' }", "server: { token: 'hushhush hushhush hushhush' }"})
    EXPECT_THAT(failure(text).what(), Not(HasSubstr("hushhush"))) << text;
}

TEST(LiveConfiguration, OneCameraIsReadFromYamlOrJson) {
  const std::map<std::string, ContentConfig> contents = {{"soup", {}}};
  const CameraConfig yaml = parse_camera(
      "door",
      "input: x\nzones:\n  z: [[0,0],[1,0],[1,1]]\ncontent:\n  - {content: soup, zone: z}\n",
      contents, {});
  EXPECT_EQ(yaml.name, "door");
  ASSERT_EQ(yaml.showings.size(), 1u);
  for (
      const char* json :
      {R"({"input":"x","zones":{"z":[[0,0],[1,0],[1,1]]},"content":[{"content":"soup","zone":"z"}]})",
       "{\n\t\"input\": \"x\",\r\n\t\"zones\": {\"z\": [[0, 0], [1e0, 0.0], [1, 1]]},\n"
       "\t\"content\" : [ {\"content\": \"s\\u006fup\", \"zone\": \"z\"} ]\n}\n"})
    EXPECT_EQ(parse_camera("door", json, contents, {}), yaml) << json;
  EXPECT_EQ(parse_camera("door", "input: '{MIEN_URL}'", {}, {{"MIEN_URL", "u"}}).input, "u");
  EXPECT_EQ(parse_camera("door", R"({"input":"x","content":"any"})", {}, {}).content, "any");
}

TEST(LiveConfiguration, OneCameraIsHeldToTheSameRules) {
  const std::map<std::string, ContentConfig> contents = {{"soup", {}}};
  EXPECT_EQ(camera_failure("").where(), "camera 'door':1");
  EXPECT_EQ(camera_failure("[]").where(), "camera 'door':1");
  EXPECT_EQ(camera_failure("{\"input\":\"x\",\n\"detect\":{\"fps\":-1}}").where(),
            "camera 'door':2");
  EXPECT_THAT(camera_failure(R"({"input":"x","contet":"soup"})").remedy(), HasSubstr("'content'"));
  EXPECT_THAT(camera_failure(R"({"input":"x","content":"sop"})", contents).remedy(),
              HasSubstr("'soup'"));
  EXPECT_THAT(camera_failure(R"({"input":"x","detect":{"fps":"5"}})").remedy(),
              HasSubstr("without quotes"));
  EXPECT_THROW(parse_camera("a\nb", "input: x", {}, {}), Error);
  EXPECT_THROW(parse_camera("", "input: x", {}, {}), Error);
}

}  // namespace
}  // namespace mien
