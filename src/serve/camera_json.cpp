/// \file A camera's section as it is sent: the configuration's reader checks it; here is what only
/// a server asks.

#include <optional>
#include <string>
#include <vector>

#include "mien/error.h"

#include "base/json.h"
#include "config/cameras.h"
#include "config/config_addresses.h"
#include "config/config_json.h"
#include "serve/config_desk.h"
#include "stays/schedule.h"

namespace mien::serve {

namespace {

/// As the other cameras write it: where the configuration lists contents, it was compared already.
void check_spelling(const CameraConfig& camera, const RunConfig& config, const std::string& where) {
  std::vector<std::string> known;
  for (const CameraConfig& other : config.cameras)
    if (other.name != camera.name)
      for (const std::string& content : audience::contents_of({&other, 1}))
        known.push_back(content);
  for (const std::string& content : audience::contents_of({&camera, 1}))
    if (const auto other = audience::other_case_of(content, known))
      throw Error(ErrorKind::usage, where + ", content",
                  "'" + content + "' differs from '" + *other + "' only in upper and lower case",
                  "spell the same content the same way everywhere, or rename one of them");
}

}  // namespace

CameraConfig camera_of_json(const std::string& name, const std::string& body,
                            const RunConfig& config) {
  const std::string where = "camera '" + name + "'";
  const Json section = parse_json(body);
  if (!section.is_object())
    throw Error(ErrorKind::usage, where, "the body is not a JSON object",
                "send the camera's section of the configuration as JSON");
  if (body.find("{MIEN_") != std::string::npos)
    throw Error(ErrorKind::usage, where,
                "secrets from the environment can only be used in the file",
                "send the value itself");
  if (const auto input = section.find("input"); input != section.end() && input->is_array())
    throw Error(ErrorKind::usage, where + ", input", "is a list of recordings",
                "a live camera has one address; mien run reads lists");
  const CameraConfig* known = config::camera_named(config, name);
  const bool keeps = known && config::keeps_addresses(body, name);
  const Json whole = keeps ? parse_json(config::with_addresses(body, *known)) : section;
  CameraConfig camera = config::camera_of_section(name, whole, config.contents);
  camera.by_api = !keeps || known->by_api;
  check_spelling(camera, config, where);
  return camera;
}

}  // namespace mien::serve
