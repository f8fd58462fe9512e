#include <fmt/format.h>

#include "base/sha256.h"
#include "notice/notice.h"

namespace mien::notice {

namespace {

void add(std::string& text, const char* kind, const std::map<std::string, Polygon>& polygons) {
  for (const auto& [name, polygon] : polygons) {
    text += fmt::format("{} {}:", kind, name);
    for (const Point& point : polygon) text += fmt::format(" {:.4f},{:.4f}", point.x, point.y);
    text += '\n';
  }
}

}  // namespace

std::string notice_fingerprint(const RunConfig& config, const CameraConfig& camera) {
  std::string text = fmt::format("camera {}\npurpose {}\n", camera.name, camera.purpose);
  add(text, "zone", camera.zones);
  add(text, "mask", camera.masks);
  add(text, "staff", camera.staff);
  for (const std::string& language : languages_of(config)) {
    const Notice notice = make_notice(config, {&camera, 1}, language);
    text += fmt::format("{}\n{}\n{}\n", notice.language, notice.title, notice.lead);
    for (const NoticeSection& section : notice.sections) {
      text += section.heading + '\n';
      for (const std::string& line : section.lines) text += line + '\n';
    }
    text += notice.url + '\n' + notice.legal + '\n';
  }
  return sha256_of_text(text);
}

}  // namespace mien::notice
