#include "fleet/hub_client.h"

#include <filesystem>

#include <fmt/format.h>

#include "mien/error.h"
#include "mien/version.h"

#include "base/database_name.h"
#include "base/one_line.h"
#include "fleet/json_text.h"
#include "outbox/outbox.h"
#include "receivers/https_post.h"
#include "serve/answers_json.h"
#include "serve/service.h"

namespace mien::fleet {

namespace {

constexpr std::size_t kMostProposals = 500, kLongestName = 200, kLongestWords = 2000;

/// The database by which the hub knows this store. One that is made here, in another folder than
/// the server's, would take the token from the server's.
std::string known_by(const RunConfig& config) {
  const auto file = std::filesystem::absolute(database_of(config));
  if (!std::filesystem::exists(file))
    throw Error(ErrorKind::usage, file.string(),
                "is not there, and the hub knows a store by its database",
                "run this in the folder of mien serve, or give storage.sqlite its whole path");
  return file.string();
}

/// The store's own number, as the keys of its facts have it.
std::string store_of(const std::string& database) {
  outbox::Outbox outbox(database, Database::Access::write);
  return fmt::format("{:016x}", outbox.store_id());
}

}  // namespace

std::string HubClient::ask(const char* path, const Json& body, const std::string& database) const {
#ifdef MIEN_WITH_WEBHOOK
  return receivers::https_post(
      {.url = link_.url + path,
       .ca = link_.ca,
       .headers = {"Authorization: Bearer " + link_.token},
       .body = text_of(body),
       .remedy = fmt::format("check url, token and ca in the file of the hub (mien hub "
                             "enroll makes a token); this store's database is {}",
                             database),
       .says_why = true,
       .stop = stop_});
#else
  (void)path, (void)body, (void)database;
  throw Error(ErrorKind::usage, link_.url, "this build of mien cannot reach a hub",
              "build with -DMIEN_WITH_WEBHOOK=ON");
#endif
}

// A hub may be in wrong hands: what it says is shown on a terminal and kept in a log.
std::vector<Proposal> proposals_in(const std::string& text, const std::string& url) {
  const Json answer = parse_json(text);
  const auto list = answer.is_object() ? answer.find("proposals") : answer.end();
  if (!answer.is_object() || list == answer.end() || !list->is_array())
    throw Error(ErrorKind::output, url, "did not answer as a hub does", "check the url");
  std::vector<Proposal> all;
  for (const Json& one : *list) {
    if (all.size() == kMostProposals) break;
    const auto id = one.is_object() ? one.find("id") : one.end();
    if (!one.is_object() || id == one.end() || !id->is_number_integer()) continue;
    const auto short_text = [&](const char* key) {
      return one_line(text_in(one, key), kLongestName);
    };
    all.push_back({.id = id->get<std::int64_t>(),
                   .site = short_text("site"),
                   .camera = short_text("camera"),
                   .section = text_of(one.value("section", Json::object())),
                   .base = text_of(one.value("base", Json::object())),
                   .words = one_line(text_in(one, "words"), kLongestWords),
                   .who = short_text("who"),
                   .made = short_text("made"),
                   .state = short_text("state")});
  }
  return all;
}

std::vector<Proposal> HubClient::report(const RunConfig& config) const {
  const std::string database = known_by(config);
  Json cameras = Json::object();
  for (const CameraConfig& camera : config.cameras)
    cameras[camera.name] = serve::section_json(camera);
  return proposals_in(
      ask("/api/v1/site",
          {{"store", store_of(database)}, {"version", std::string(kVersion)}, {"cameras", cameras}},
          database),
      link_.url);
}

void HubClient::decide(const RunConfig& config, std::int64_t id, bool accepted,
                       const std::string& who, const std::string& words) const {
  const std::string database = known_by(config);
  (void)ask("/api/v1/site/decision",
            {{"store", store_of(database)},
             {"id", id},
             {"state", accepted ? "accepted" : "declined"},
             {"who", who},
             {"words", words}},
            database);
}

}  // namespace mien::fleet
