/// \file A camera's section as an administrator may send it back: without its addresses.

#include <array>

#include <fmt/format.h>

#include "serve/answers_json.h"

namespace mien::serve {

namespace {

constexpr std::array kDays = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
constexpr unsigned kEveryDay = 0x7f;
constexpr int kMinutesPerDay = 1440;

std::string clock_words(int minutes) {
  return fmt::format("{:02}:{:02}", minutes / 60, minutes % 60);
}

Json showing_json(const ShowingConfig& showing) {
  Json entry{{"content", showing.content}};
  if (!showing.zone.empty()) entry["zone"] = showing.zone;
  if (showing.from != 0 || showing.to != kMinutesPerDay) {
    entry["from"] = clock_words(showing.from);
    entry["to"] = clock_words(showing.to);
  }
  if (showing.days == kEveryDay) return entry;
  for (std::size_t day = 0; day < kDays.size(); ++day)
    if (showing.days & (1u << day)) entry["days"].push_back(kDays[day]);
  return entry;
}

}  // namespace

Json section_json(const CameraConfig& camera) {
  Json section = Json::object();
  if (camera.detect_fps >= 0) section["detect"]["fps"] = camera.detect_fps;
  if (camera.width > 0) section["detect"]["width"] = camera.width;
  section["transport"] = name_of(camera.transport);
  section["sleep"] = name_of(camera.sleep);
  if (!camera.screen.empty()) section["screen"] = camera.screen;
  if (camera.purpose != CameraConfig{}.purpose) section["purpose"] = camera.purpose;
  if (!camera.content.empty()) section["content"] = camera.content;
  if (!camera.showings.empty()) {
    section["content"] = Json::array();
    for (const ShowingConfig& showing : camera.showings)
      section["content"].push_back(showing_json(showing));
  }
  const auto put = [&](const char* key, const std::map<std::string, Polygon>& shapes) {
    if (!shapes.empty()) section[key] = polygons_json(shapes);
  };
  put("zones", camera.zones);
  put("masks", camera.masks);
  put("staff", camera.staff);
  return section;
}

}  // namespace mien::serve
