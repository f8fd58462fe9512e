#pragma once
/// \file A configuration in which no setting weakens anything, and what is written of one.

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "notice/instructions.h"

namespace mien::notice::fixture {

using json = nlohmann::json;

inline RunConfig strict() {
  RunConfig config;
  CameraConfig camera{.name = "entrance", .input = "rtsp://u:hunter2@10.0.0.3/main"};
  camera.content = "cereal";
  camera.zones["shelf"] = {};
  camera.masks["door"] = {};
  camera.staff["till"] = {};
  config.cameras.push_back(camera);
  config.expressions = Expressions::smile;
  config.retention_days = 30;
  config.server.listen = "10.0.0.9:8642";
  config.server.certificate = "server.pem";
  config.server.key = "server.key";
  config.server.admin_token = "tok-tok-tok-tok-tok-tok";
  config.server.live_view = false;
  config.server.overseer = "Ada Lovelace";
  config.notice = {.controller = "Shop <Ltd>",
                   .contact = "privacy@shop.example",
                   .url = "https://shop.example/cameras",
                   .languages = {"en", "de"}};
  return config;
}

inline BuildFacts of_build() {
  return {
      .version = "1.2.3",
      .detector = {.name = "retinaface", .sha256 = "abc", .licence = "MIT", .note = "n"},
      .emotion = {.name = "mien", .sha256 = "def", .licence = "Apache-2.0", .min_confidence = 0.6},
      .in_place = {{.name = "mien-int8", .sha256 = "789"}},
      .machine = {{"CPU", "one"}, {"Memory", "8 GiB"}}};
}

inline const json& section(const json& said, std::string_view article) {
  for (const json& one : said["sections"])
    if (one["article"].get<std::string>().find(article) != std::string::npos) return one;
  ADD_FAILURE() << "no section of " << article;
  static const json none = json::object();
  return none;
}

inline std::string words(const json& section) {
  std::string all;
  for (const json& line : section["lines"]) all += line.get<std::string>() + '\n';
  return all;
}

}  // namespace mien::notice::fixture
