// What stores that were enrolled say, and what is proposed to them.
#if defined(MIEN_WITH_KAFKA) && defined(MIEN_WITH_POSTGRES)
#include <optional>

#include "fleet/enrolment.h"
#include "fleet/hub_answers.h"
#include "fleet/json_text.h"
#include "serve/answers.h"
#include "serve/query.h"

namespace mien::fleet {

namespace {

constexpr std::size_t kLongestStore = 32;

/// The store whose token it is.
SiteToken token_of(const http::Request& request) {
  auto token = site_token(request.grant.token);
  if (!token)
    throw http::Refusal{403, "Authorization", "the token is not a store's",
                        "mien hub enroll SITE makes one"};
  return *std::move(token);
}

template <class Work>
auto with_enrolment(HubParts& hub, Work work) {
  return hub.enrolled.with([&](receivers::PgConnection& database) {
    Enrolment enrolment(database, hub.config.postgres.schema);
    return work(enrolment);
  });
}

/// A token that two stores have is no store's name: what they tell would change places.
void check_store(Enrolment& enrolment, const SiteToken& token, const Json& body) {
  const std::string store = text_in(body, "store");
  if (store.empty() || store.size() > kLongestStore)
    throw http::Refusal{422, "store", "is missing", "send the number of the store's database"};
  if (!enrolment.is_of(token, store))
    throw http::Refusal{
        409, "site '" + token.site + "'", "its token is in use at another store, or was replaced",
        "mien hub enroll SITE makes a new one; the one in use is then no longer valid"};
}

/// A hub that only shows makes no tables.
bool nobody_enrolled(HubParts& hub) {
  return !hub.database.with([&](receivers::PgConnection& database) {
    return Enrolment::is_there(database, hub.config.postgres.schema);
  });
}

Json list_of(const std::vector<Proposal>& proposals) {
  Json list = Json::array();
  for (const Proposal& one : proposals) list.push_back(json_of(one));
  return list;
}

}  // namespace

// A store that reports hears what waits for its administrator: it asks, nothing listens there.
http::Response answer_site_report(HubParts& hub, const http::Request& request) {
  const SiteToken token = token_of(request);
  const Json body = serve::object_of(request);
  const auto cameras = body.find("cameras");
  if (cameras == body.end() || !cameras->is_object())
    throw http::Refusal{422, "cameras", "is not an object", R"(send {"cameras": {NAME: {…}}})"};
  const Json kept{{"version", text_in(body, "version")}, {"cameras", *cameras}};
  const Json open = with_enrolment(hub, [&](Enrolment& enrolment) {
    check_store(enrolment, token, body);
    enrolment.report(token.site, text_of(kept));
    return list_of(enrolment.proposals(token.site, true));
  });
  return serve::json_response({{"site", token.site}, {"proposals", open}});
}

http::Response answer_site_decision(HubParts& hub, const http::Request& request) {
  const SiteToken token = token_of(request);
  const Json body = serve::object_of(request);
  const std::string state = text_in(body, "state");
  const auto id = body.find("id");
  if (id == body.end() || !id->is_number_integer() || (state != "accepted" && state != "declined"))
    throw http::Refusal{422, "decision", "has no id or no state",
                        R"(send {"id": 7, "state": "accepted", "who": "…"})"};
  const bool known = with_enrolment(hub, [&](Enrolment& enrolment) {
    check_store(enrolment, token, body);
    return enrolment.answer(token.site, id->get<std::int64_t>(), state == "accepted",
                            text_in(body, "who"), text_in(body, "words"));
  });
  if (!known)
    throw http::Refusal{404, "proposal", "does not wait for this store",
                        "mien hub proposals lists those that do"};
  return serve::json_response({{"state", state}});
}

http::Response answer_configuration(HubParts& hub, const http::Request& request) {
  serve::check_query(request, {"site"});
  const std::string& site = request.query_or_empty("site");
  std::optional<Json> known;
  if (!nobody_enrolled(hub))
    known =
        with_enrolment(hub, [&](Enrolment& enrolment) { return enrolment.configuration(site); });
  if (!known)
    throw http::Refusal{404, "site '" + site + "'", "has not reported its configuration yet",
                        "mien hub enroll SITE, then mien serve --hub FILE there"};
  return serve::json_response(*known);
}

http::Response answer_enrolled(HubParts& hub, const http::Request& request) {
  serve::check_query(request, {});
  return serve::json_response({{"sites", hub.database.with([&](receivers::PgConnection& database) {
                                  return Enrolment::states(database, hub.config.postgres.schema);
                                })}});
}

http::Response answer_proposals(HubParts& hub, const http::Request& request) {
  serve::check_query(request, {"site"});
  if (nobody_enrolled(hub)) return serve::json_response({{"proposals", Json::array()}});
  return serve::json_response({{"proposals", with_enrolment(hub, [&](Enrolment& enrolment) {
                                  return list_of(
                                      enrolment.proposals(request.query_or_empty("site")));
                                })}});
}

http::Response answer_propose(HubParts& hub, const http::Request& request) {
  const Json body = serve::object_of(request);
  const Proposal proposal{.site = text_in(body, "site"),
                          .camera = text_in(body, "camera"),
                          .section = text_of(body.value("section", Json())),
                          .words = text_in(body, "words"),
                          .who = request.grant.token};
  if (proposal.site.empty() || proposal.camera.empty())
    throw http::Refusal{422, "proposal", "has no site or no camera",
                        R"(send {"site": "…", "camera": "…", "section": {…}, "words": "…"})"};
  const auto id =
      with_enrolment(hub, [&](Enrolment& enrolment) { return enrolment.propose(proposal); });
  return serve::json_response({{"id", id}}, 201);
}

}  // namespace mien::fleet
#endif
