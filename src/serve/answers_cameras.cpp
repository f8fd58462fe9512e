#include <algorithm>

#include "serve/answers.h"
#include "serve/answers_json.h"
#include "serve/camera_inputs.h"
#include "serve/query.h"

namespace mien::serve {

namespace {

using runtime::CameraStatus;

std::vector<CameraStatus> states_of(const Api& api) {
  const auto cameras = api.cameras.get();
  return cameras ? cameras->cameras() : std::vector<CameraStatus>();
}

[[noreturn]] void refuse_camera(const std::string& name) {
  throw Refusal{404, "camera '" + name + "'", "there is none of this name",
                "GET /api/v1/cameras lists them"};
}

Json camera_json(const Api& api, const std::string& name) {
  const auto config = api.config.now();
  const auto states = states_of(api);
  const Json all = cameras_json(states, *config);
  for (const Json& camera : all)
    if (camera["name"] == name) return camera;
  refuse_camera(name);
}

void audit(Api& api, const Request& request, std::string action, std::string detail) {
  api.audit.add({audience::wall_now(), who(request), std::move(action), std::move(detail)});
}

}  // namespace

Response answer_cameras(Api& api, const Request& request) {
  check_query(request, {});
  return json_response({{"cameras", cameras_json(states_of(api), *api.config.now())}});
}

Response answer_camera(Api& api, const Request& request) {
  check_query(request, {});
  return json_response(camera_json(api, request.named("name")));
}

Response answer_camera_put(Api& api, const Request& request) {
  const std::string& name = request.named("name");
  const auto config = api.config.now();
  CameraConfig camera = camera_of_json(name, request.body, *config);
  camera.by_api = true;
  check_inputs(camera, config->server.camera_inputs);
  audit(api, request, "camera set", name);
  const bool added = api.config.put(camera);
  Json body = camera_json(api, name);
  body["kept_until"] = "restart or reload";
  return json_response(body, added ? 201 : 200);
}

Response answer_camera_delete(Api& api, const Request& request) {
  const std::string& name = request.named("name");
  const Json body = camera_json(api, name);
  audit(api, request, "camera removed", name);
  if (!api.config.remove(name)) refuse_camera(name);
  return json_response(body);
}

Response answer_picture(Api& api, const Request& request) {
  check_query(request, {"kind", "t"});
  const std::string& kind = request.query_or_empty("kind");
  const std::string& name = request.named("name");
  if (!kind.empty() && kind != "raw" && kind != "blurred")
    refuse_value("kind", "'" + kind + "' is none", "one of: blurred, raw");
  const bool raw = kind == "raw";
  const auto config = api.config.now();
  if (std::ranges::find(config->cameras, name, &CameraConfig::name) == config->cameras.end())
    refuse_camera(name);
  if (raw && !request.grant.admin)
    throw Refusal{403, "kind", "pictures as they are need the scope admin", "leave kind out"};
  if (raw && !config->server.raw_video)
    throw Refusal{403, "server.raw_video", "pictures as they are are switched off",
                  "leave kind out; the configuration can allow them"};
  if (raw && api.watch_log.is_new(request.client, name, WatchLog::Clock::now()))
    audit(api, request, "raw picture", name);
  const auto cameras = api.cameras.get();
  const auto picture = cameras ? cameras->picture(name, raw ? runtime::PictureKind::raw
                                                            : runtime::PictureKind::blurred)
                               : std::nullopt;
  // No error: a page that shows many cameras would fill its log with those that begin.
  if (!picture) return {.status = 204, .headers = {{"Retry-After", "2"}}};
  return {.content_type = "image/jpeg", .body = std::string(picture->begin(), picture->end())};
}

Response answer_reload(Api& api, const Request& request) {
  if (!api.reload)
    throw Refusal{422, "configuration", "was not read from a file",
                  "start with mien serve -c FILE"};
  audit(api, request, "configuration reloaded", "");
  const Change change = api.reload();
  return json_response({{"added", change.added},
                        {"changed", change.changed},
                        {"removed", change.removed},
                        {"unchanged", change.unchanged},
                        {"restart_needed", change.restart}});
}

}  // namespace mien::serve
