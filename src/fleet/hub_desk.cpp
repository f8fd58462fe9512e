#include "fleet/hub_desk.h"

#include <fmt/format.h>

#include "mien/error.h"

#include "base/to_number.h"
#include "fleet/acceptable.h"
#include "serve/answers.h"
#include "serve/query.h"

namespace mien::fleet {

namespace {

constexpr std::size_t kLongest = 200;

std::int64_t number_of(const http::Request& request) {
  const auto id = to_number<std::int64_t>(request.named("id"));
  if (!id) serve::refuse_value("id", "is not a number", "GET /api/v1/proposals lists them");
  return *id;
}

std::string text_of_key(const Json& body, const char* key) {
  const Json text = body.value(key, Json(""));
  if (!text.is_string() || text.get<std::string>().size() > kLongest)
    serve::refuse_value(key, "is not text of up to 200 bytes", "leave it out or shorten it");
  return text.get<std::string>();
}

Decision decision_of(const http::Request& request) {
  const Json body = serve::object_of(request);
  const Json accept = body.value("accept", Json());
  Decision decision{.name = text_of_key(body, "name"), .reason = text_of_key(body, "reason")};
  if (!accept.is_boolean() || decision.name.empty() ||
      (decision.reason.empty() && !accept.get<bool>()))
    serve::refuse_value("body", "lacks accept, your name or, to decline, a reason",
                        R"(send {"accept": false, "name": "…", "reason": "…"})");
  decision.accepted = accept.get<bool>();
  return decision;
}

/// The change goes the way of every change that is kept in the file: checked, audited, applied.
void make(serve::Api& api, const http::Request& request, const Proposal& proposal) {
  (void)acceptable(*api.config.now(), proposal);
  http::Request put = request;
  put.path = {{"name", proposal.camera}};
  put.query = {{"save", "true"}};
  put.body = proposal.section;
  (void)serve::answer_camera_put(api, put);
}

void audit(serve::Api& api, const http::Request& request, const Proposal& proposal,
           const Decision& decision) {
  serve::audit(api, request, decision.accepted ? "proposal accepted" : "proposal declined",
               fmt::format("proposal {} of the hub ({}), camera {}, by {}{}{}", proposal.id,
                           proposal.who, proposal.camera, decision.name,
                           decision.reason.empty() ? "" : ": ", decision.reason));
}

}  // namespace

// A decision whose message failed is told again here, one with each report: that which was told
// longest ago. So a hub that is slow to answer is waited for once.
std::vector<Proposal> HubDesk::report(const RunConfig& config) {
  const std::uint64_t mark = decisions_mark();
  auto heard = client_.report(config);
  std::unique_lock lock(mutex_);
  const auto unheard = decisions_.unheard(heard, mark);
  open_ = heard;
  lock.unlock();
  if (!unheard.empty()) tell(config, unheard.front().first, unheard.front().second);
  return heard;
}

std::uint64_t HubDesk::decisions_mark() const {
  std::lock_guard lock(mutex_);
  return decisions_.mark();
}

// Empty: the hub knows it.
std::string HubDesk::tell(const RunConfig& config, std::int64_t id, const Decision& decision) {
  std::string trouble;
  try {
    client_.decide(config, id, decision.accepted, decision.name, decision.reason);
  } catch (const Error& error) {
    trouble = error.what();
  }
  std::lock_guard lock(mutex_);
  decisions_.tried(id);
  return trouble;
}

http::Response HubDesk::answer_proposals(serve::Api& api, const http::Request& request) {
  serve::check_query(request, {});
  const auto config = api.config.now();
  std::unique_lock lock(mutex_);
  const std::vector<Proposal> open = open_;
  lock.unlock();
  Json all = Json::array();
  for (const Proposal& one : open)
    all.push_back({{"id", one.id},
                   {"camera", one.camera},
                   {"words", one.words},
                   {"who", one.who},
                   {"made", one.made},
                   {"changes", told_of(*config, one)}});
  return serve::json_response({{"hub", true}, {"proposals", all}});
}

// To a client of the store's the hub is another server.
Proposal HubDesk::waiting(const RunConfig& config, std::int64_t id) {
  try {
    for (Proposal& one : report(config))
      if (one.id == id) return std::move(one);
  } catch (const Error& error) {
    throw http::Refusal{
        503, "hub", error.reason(), "see the server's log", {{"Retry-After", "60"}}};
  }
  throw http::Refusal{404, "proposal", "does not wait for this store",
                      "GET /api/v1/proposals lists those that do"};
}

http::Response HubDesk::answer_proposal(serve::Api& api, const http::Request& request) {
  serve::check_query(request, {});
  const std::int64_t id = number_of(request);
  const Decision decision = decision_of(request);
  const Proposal proposal = waiting(*api.config.now(), id);
  if (decision.accepted) make(api, request, proposal);
  audit(api, request, proposal, decision);
  {
    std::lock_guard lock(mutex_);
    decisions_.begin(id, decision);
    std::erase_if(open_, [&](const Proposal& one) { return one.id == id; });
  }
  const std::string trouble = tell(*api.config.now(), id, decision);
  if (!trouble.empty())
    api.log.warn(LogKind::config, "the hub gets the decision with the next report: " + trouble);
  return serve::json_response(
      {{"state", decision.accepted ? "accepted" : "declined"}, {"hub_told", trouble.empty()}});
}

}  // namespace mien::fleet
