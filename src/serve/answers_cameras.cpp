#include "config/cameras.h"
#include "config/config_addresses.h"
#include "config/config_words.h"
#include "live/camera_inputs.h"
#include "oversight/camera_gate.h"
#include "serve/answers.h"
#include "serve/answers_json.h"
#include "serve/query.h"

namespace mien::serve {

namespace {

[[noreturn]] void refuse_camera(const std::string& name) {
  throw http::Refusal{404, "camera '" + name + "'", "does not exist",
                      "GET /api/v1/cameras lists all cameras"};
}

Json camera_json(const Api& api, const std::string& name) {
  const auto config = api.config.now();
  Json all = cameras_json(api.cameras.states(), *config);
  add_held(all, api.holds, config);
  for (const Json& camera : all)
    if (camera["name"] == name) return camera;
  refuse_camera(name);
}

/// "aisle: content cereal → soup; kept in the file"
std::string detail_of(const RunConfig& config, const std::string& name, const CameraConfig* after,
                      bool kept) {
  auto words = config::camera_words(config::camera_named(config, name), after);
  if (words.empty()) words.push_back("as it was");
  if (kept) words.insert(words.begin(), "kept in the file");
  return name + ": " + config::joined(words);
}

void tell(Api& api, const http::Request& request, const Change& change) {
  for (const std::string& words : change.words)
    api.log.info(LogKind::config, who(request) + ": " + words);
}

/// The edit of the file that `?save=true` asks for; null: it does not.
std::unique_ptr<config::FileEdit> edit_of(const Api& api, const http::Request& request,
                                          const std::string& name,
                                          std::optional<std::string> section) {
  const std::string& save = request.query_or_empty("save");
  if (save.empty() || save == "false") return nullptr;
  if (save != "true")
    refuse_value("save", "'" + save + "' is not an allowed value", "one of: true, false");
  if (!api.edit_file)
    throw http::Refusal{422, "save", "the configuration was not read from a file",
                        "start with mien serve -c FILE, or leave save out"};
  return api.edit_file(name, std::move(section));
}

/// As it stands in the file, with the mark by which `server.camera_inputs` goes on holding for it.
std::string kept_section(const Json& section, const RunConfig& config, const CameraConfig& camera) {
  const std::string sent = text_of(section);
  if (!camera.by_api) return sent;
  Json kept = parse_json(config::with_known_addresses(sent, config, camera.name));
  kept["by_api"] = true;
  return text_of(kept);
}

void say_kept(Json& body, const config::FileEdit* edit) {
  if (edit)
    body["saved"] = {{"comments_lost", edit->comments_lost()}};
  else
    body["kept_until"] = "restart or reload";
}

}  // namespace

http::Response answer_cameras(Api& api, const http::Request& request) {
  check_query(request, {});
  const auto config = api.config.now();
  Json cameras = cameras_json(api.cameras.states(), *config);
  add_held(cameras, api.holds, config);
  return json_response({{"cameras", cameras}});
}

http::Response answer_camera(Api& api, const http::Request& request) {
  check_query(request, {});
  const std::string& name = request.named("name");
  Json body = camera_json(api, name);
  if (!request.grant.admin) return json_response(body);
  const auto config = api.config.now();
  if (const CameraConfig* camera = config::camera_named(*config, name))
    body["section"] = section_json(*camera);
  return json_response(body);
}

http::Response answer_camera_put(Api& api, const http::Request& request) {
  check_query(request, {"save"});
  const std::string& name = request.named("name");
  const auto config = api.config.now();
  const Json section = body_of(request);
  CameraConfig camera = camera_of_json(name, request.body, *config);
  if (camera.by_api) live::check_inputs(camera, config->server.camera_inputs);
  const auto edit = edit_of(api, request, name, kept_section(section, *config, camera));
  audit(api, request, "camera set", detail_of(*config, name, &camera, edit != nullptr));
  const Change change = api.config.put(camera, edit.get());
  tell(api, request, change);
  Json body = camera_json(api, name);
  say_kept(body, edit.get());
  return json_response(body, change.added.empty() ? 200 : 201);
}

http::Response answer_camera_delete(Api& api, const http::Request& request) {
  check_query(request, {"save"});
  const std::string& name = request.named("name");
  Json body = camera_json(api, name);
  const auto edit = edit_of(api, request, name, std::nullopt);
  audit(api, request, "camera removed",
        detail_of(*api.config.now(), name, nullptr, edit != nullptr));
  const Change change = api.config.remove(name, edit.get());
  if (change.removed.empty()) refuse_camera(name);
  tell(api, request, change);
  say_kept(body, edit.get());
  return json_response(body);
}

http::Response answer_picture(Api& api, const http::Request& request) {
  check_query(request, {"kind", "t"});
  const std::string& kind = request.query_or_empty("kind");
  const std::string& name = request.named("name");
  if (!kind.empty() && kind != "raw" && kind != "blurred")
    refuse_value("kind", "'" + kind + "' is not an allowed value", "one of: blurred, raw");
  const bool raw = kind == "raw";
  const auto config = api.config.now();
  if (!config::camera_named(*config, name)) refuse_camera(name);
  if (!may_see_the_moment(api, request))
    throw http::Refusal{403, "picture", "the live view is for administrators only",
                        "the configuration can allow it (server.live_view)"};
  if (raw && !request.grant.admin)
    throw http::Refusal{403, "kind", "unblurred pictures need a token with the scope admin",
                        "leave kind out"};
  if (raw && !config->server.raw_video)
    throw http::Refusal{403, "server.raw_video", "unblurred pictures are switched off",
                        "leave kind out, or allow them with server.raw_video"};
  if (raw && api.watch_log.is_new(who(request), name, WatchLog::Clock::now()))
    audit(api, request, "raw picture", name);
  const auto cameras = api.cameras.get();
  const auto picture = cameras
                           ? cameras->picture(name, raw ? live::Shown::raw : live::Shown::blurred)
                           : std::nullopt;
  // No error: a page that shows many cameras would fill its log with those that begin.
  if (!picture) return {.status = 204, .headers = {{"Retry-After", "2"}}};
  return {.content_type = "image/jpeg", .body = std::string(picture->begin(), picture->end())};
}

http::Response answer_reload(Api& api, const http::Request& request) {
  if (!api.reload)
    throw http::Refusal{422, "configuration", "was not read from a file",
                        "start with mien serve -c FILE"};
  check_query(request, {});
  const Change change = api.reload(who(request));
  return json_response({{"added", change.added},
                        {"changed", change.changed},
                        {"removed", change.removed},
                        {"unchanged", change.unchanged},
                        {"restart_needed", change.restart},
                        {"changes", change.words}});
}

}  // namespace mien::serve
