// Measures on what cameras may see, and on who is told of it.
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "config/listen.h"
#include "notice/against.h"
#include "notice/notice.h"

namespace mien::notice::against {

namespace {

using Names = std::vector<std::string>;
using Polygons = std::map<std::string, Polygon> CameraConfig::*;

/// Cameras that have polygons of a kind, or have none.
Names cameras_with(const RunConfig& config, Polygons kind, bool some) {
  Names names;
  for (const CameraConfig& camera : config.cameras)
    if ((camera.*kind).empty() != some) names.push_back(camera.name);
  return names;
}

std::string share_of_cameras(const Names& some, const RunConfig& config) {
  return fmt::format("{} of {}", some.size(), counted(std::ssize(config.cameras), "camera"));
}

}  // namespace

RiskMeasure no_raw_video(const RunConfig& config) {
  const bool shown = config.server.raw_video;
  return {
      "Nobody sees an unaltered picture of a camera", "server.raw_video", shown,
      shown ? "on" : "off",
      shown ? "administrators can see unaltered pictures of the cameras; each look is logged" : ""};
}

RiskMeasure purposes(const RunConfig& config) {
  std::set<std::string> told;
  for (const CameraConfig& camera : config.cameras) told.insert(camera.purpose);
  return {"A camera whose purpose is work or education is refused", "cameras.*.purpose", told,
          fmt::format("{}", fmt::join(told, ", ")), ""};
}

RiskMeasure staff_zones(const RunConfig& config) {
  const Names with = cameras_with(config, &CameraConfig::staff, true);
  const Names without = cameras_with(config, &CameraConfig::staff, false);
  return {"Staff zones are painted over before anything is searched", "cameras.*.staff", with,
          share_of_cameras(with, config),
          without.empty() ? ""
                          : fmt::format("no staff zone in the view of {}: is nobody at work there?",
                                        fmt::join(without, ", "))};
}

RiskMeasure masks(const RunConfig& config) {
  const Names with = cameras_with(config, &CameraConfig::masks, true);
  return {"Masks are painted over before anything is searched", "cameras.*.masks", with,
          share_of_cameras(with, config), ""};
}

RiskMeasure notice_hangs(const RunConfig& config) {
  const bool asked = config.server.require_notice;
  const auto listen = config::parse_listen(config.server.listen, 0);
  const bool here = listen && listen->loopback;
  const char* weakened =
      !asked ? "cameras go live whether or not their notice hangs"
      : here ? "the server listens on this machine only, where nobody is asked for it"
             : "";
  return {"A camera goes live once its notice is confirmed to hang (mien notice --confirm)",
          "server.require_notice", asked, asked ? "on" : "off", weakened};
}

RiskMeasure notice_complete(const RunConfig& config) {
  Names lacking;
  for (const NoticeGap& gap : notice_gaps(config))
    if (gap.key.starts_with("notice.")) lacking.push_back(gap.key);
  return {"The notice says who answers for the cameras, how to reach them and where all is told",
          "notice",
          {{"lacking", lacking}},
          lacking.empty() ? "complete" : "incomplete",
          lacking.empty() ? "" : fmt::format("it lacks {}", fmt::join(lacking, ", "))};
}

RiskMeasure notice_languages_told(const RunConfig& config) {
  const Names languages = languages_of(config);
  return {"It is available in the languages of those who come", "notice.languages", languages,
          fmt::format("{}", fmt::join(languages, ", ")), ""};
}

}  // namespace mien::notice::against
