#include "fleet/hub_client.h"

#include <fmt/format.h>

#include "mien/error.h"
#include "mien/version.h"

#include "fleet/json_text.h"
#include "outbox/outbox.h"
#include "receivers/https_post.h"
#include "serve/answers_json.h"
#include "serve/service.h"

namespace mien::fleet {

namespace {

std::string ask(const config::HubLinkConfig& link, const char* path, const Json& body) {
#ifdef MIEN_WITH_WEBHOOK
  return receivers::https_post({.url = link.url + path,
                                .ca = link.ca,
                                .headers = {"Authorization: Bearer " + link.token},
                                .body = text_of(body),
                                .remedy =
                                    "check url, token and ca in the file of the hub (mien hub "
                                    "enroll makes a token)",
                                .says_why = true});
#else
  (void)path, (void)body;
  throw Error(ErrorKind::usage, link.url, "this build of mien cannot reach a hub",
              "build with -DMIEN_WITH_WEBHOOK=ON");
#endif
}

/// The store's own number, as the keys of its facts have it.
std::string store_of(const RunConfig& config) {
  outbox::Outbox outbox(serve::database_of(config), Database::Access::write);
  return fmt::format("{:016x}", outbox.store_id());
}

}  // namespace

std::vector<Proposal> HubClient::report(const RunConfig& config) const {
  Json cameras = Json::object();
  for (const CameraConfig& camera : config.cameras)
    cameras[camera.name] = serve::section_json(camera);
  const Json answer = parse_json(
      ask(link_, "/api/v1/site",
          {{"store", store_of(config)}, {"version", std::string(kVersion)}, {"cameras", cameras}}));
  const auto list = answer.is_object() ? answer.find("proposals") : answer.end();
  if (!answer.is_object() || list == answer.end() || !list->is_array())
    throw Error(ErrorKind::output, link_.url, "did not answer as a hub does", "check the url");
  std::vector<Proposal> all;
  for (const Json& one : *list) {
    const auto id = one.is_object() ? one.find("id") : one.end();
    if (!one.is_object() || id == one.end() || !id->is_number_integer()) continue;
    all.push_back({.id = id->get<std::int64_t>(),
                   .site = text_in(one, "site"),
                   .camera = text_in(one, "camera"),
                   .section = text_of(one.value("section", Json::object())),
                   .base = text_of(one.value("base", Json::object())),
                   .words = text_in(one, "words"),
                   .who = text_in(one, "who"),
                   .made = text_in(one, "made"),
                   .state = text_in(one, "state")});
  }
  return all;
}

void HubClient::decide(const RunConfig& config, std::int64_t id, bool accepted,
                       const std::string& who, const std::string& words) const {
  (void)ask(link_, "/api/v1/site/decision",
            {{"store", store_of(config)},
             {"id", id},
             {"state", accepted ? "accepted" : "declined"},
             {"who", who},
             {"words", words}});
}

}  // namespace mien::fleet
