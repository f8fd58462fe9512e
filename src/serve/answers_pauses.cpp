// A human hand on the cameras: one or all, at once, with a name and a reason.
#include "config/cameras.h"
#include "serve/answers.h"
#include "serve/query.h"

namespace mien::serve {

namespace {

constexpr std::size_t kLongest = 200;

std::string text_of_key(const Json& body, const char* key) {
  const auto found = body.find(key);
  return found != body.end() && found->is_string() ? found->get<std::string>() : "";
}

std::string checked(const char* key, std::string text) {
  if (text.empty() || text.size() > kLongest)
    refuse_value(key, "is missing or not text of up to 200 bytes",
                 R"(send {"name": "who pauses", "reason": "why"})");
  return text;
}

oversight::Pause pause_of(const http::Request& request, bool of_one_camera) {
  const Json body = object_of(request);
  for (const auto& [key, value] : body.items())
    if (key != "name" && key != "reason" && !(of_one_camera && key == "figures_only"))
      refuse_value("body", "'" + key.substr(0, 40) + "' is not known", "send name and reason");
  const Json figures_only = body.value("figures_only", Json(false));
  if (!figures_only.is_boolean())
    refuse_value("figures_only", "is neither true nor false", "leave it out to pause the camera");
  return {checked("name", oversight::name_given(text_of_key(body, "name"))),
          checked("reason", text_of_key(body, "reason")), wall_now(), figures_only};
}

void check(const Api& api, const http::Request& request, const std::string& name) {
  check_query(request, {});
  if (name.empty()) return;
  const auto config = api.config.now();
  if (!config::camera_named(*config, name))
    throw http::Refusal{404, "camera '" + name + "'", "no camera has this name",
                        "GET /api/v1/cameras lists them"};
}

/// Its entry in the audit log comes with it, or as soon as the database can be written.
http::Response pause(Api& api, const http::Request& request, const std::string& camera) {
  check(api, request, camera);
  const oversight::Pause pause = pause_of(request, !camera.empty());
  const std::string whom = camera.empty() ? "all cameras" : camera;
  std::vector<std::string> each;
  if (camera.empty())
    for (const CameraConfig& one : api.config.now()->cameras) each.push_back(one.name);
  const bool stored = api.holds.holds().pause(camera, pause, who(request), each);
  api.config.refresh();
  api.log.warn(LogKind::config,
               whom + ": " + words_of(pause) + (stored ? "" : oversight::kWaitsToBeStored));
  return json_response({{"paused", whom}, {"stored", stored}});
}

http::Response resume(Api& api, const http::Request& request, const std::string& camera) {
  check(api, request, camera);
  const std::string whom = camera.empty() ? "all cameras" : camera;
  if (!camera.empty() && api.holds.holds().paused(""))
    throw http::Refusal{409, "camera '" + camera + "'", "stays paused: all cameras are",
                        "end every pause (DELETE /api/v1/pause)"};
  audit(api, request, "pause ended", whom);
  const bool was = api.holds.holds().resume(camera);
  api.config.refresh();
  if (was) api.log.warn(LogKind::config, whom + ": pause ended");
  return json_response({{"resumed", was}});
}

}  // namespace

http::Response answer_pause(Api& api, const http::Request& request) {
  return pause(api, request, request.named("name"));
}

http::Response answer_resume(Api& api, const http::Request& request) {
  return resume(api, request, request.named("name"));
}

http::Response answer_pause_all(Api& api, const http::Request& request) {
  return pause(api, request, "");
}

http::Response answer_resume_all(Api& api, const http::Request& request) {
  return resume(api, request, "");
}

}  // namespace mien::serve
