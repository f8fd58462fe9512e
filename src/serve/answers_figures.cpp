#include <algorithm>

#include "serve/answers.h"
#include "serve/answers_json.h"
#include "serve/known.h"
#include "serve/query.h"

namespace mien::serve {

namespace {

constexpr std::size_t kMaxPoints = 2000;

Json content_json(const RunConfig& config, const std::string& name) {
  return {{"name", name}, {"title", title_of(config, name)}};
}

/// The range as it was answered, and the share of people who are in no figure of the store.
void add_range(Json& answer, const Api& api, audience::Store& store,
               const audience::Filter& filter) {
  answer.update(range_json(api, store, filter));
  const auto withheld = store.withheld(filter);
  answer["withheld"] = withheld ? Json(*withheld) : Json();
}

/// The route's answer to a query, from the cache where it is there.
http::Response cached(Api& api, const http::Request& request, std::string key,
                      const std::function<Json()>& compute) {
  for (const auto& [name, value] : request.query) key += '\n' + name + '=' + value;
  return {.body = api.cache.get(key, [&] { return text_of(compute()); })};
}

}  // namespace

Json range_json(const Api& api, const audience::Store& store, const audience::Filter& filter) {
  const auto [from, to] = store.widened(filter);
  const UtcOffset& clock = api.store_options.utc_offset;
  return {{"from", from > WallTime{} ? Json(rfc3339(from, clock)) : Json()},
          {"to", to < WallTime::max() ? Json(rfc3339(to, clock)) : Json()}};
}

http::Response answer_contents(Api& api, const http::Request& request) {
  check_query(request, {});
  const auto config = api.config.now();
  const auto states = api.cameras.states();
  Json contents = Json::array();
  for (const std::string& name : content_names(*config)) {
    Json content = content_json(*config, name);
    if (!request.grant.read && !request.grant.admin) {  // a kiosk: the names are enough
      contents.push_back(content);
      continue;
    }
    content["cameras"] = Json::array();
    for (const CameraStatus& camera : states)
      if (camera.content == name) content["cameras"].push_back(camera.name);
    contents.push_back(content);
  }
  return json_response({{"contents", contents}});
}

http::Response answer_content(Api& api, const http::Request& request) {
  check_query(request, {});
  const auto config = api.config.now();
  const std::string& name = request.named("name");
  const auto names = content_names(*config);
  if (std::ranges::find(names, name) == names.end())
    throw http::Refusal{404, "content '" + name.substr(0, 60) + "'", "does not exist",
                        one_of(names)};
  return json_response(content_json(*config, name));
}

http::Response answer_figures(Api& api, const http::Request& request) {
  check_query(request, {"from", "to", "camera", "content"});
  const audience::Filter filter = filter_of(request);
  const auto store = api.stores.take();
  check_known(filter, *api.config.now(), *store);
  Json answer{{"figures", json_of(store->totals(filter))}};
  add_range(answer, api, *store, filter);
  return json_response(answer);
}

http::Response answer_timeline(Api& api, const http::Request& request) {
  check_query(request, {"span", "from", "to", "camera", "content"});
  const audience::Span span = span_of(request, audience::Span::hour);
  const audience::Filter filter = filter_of(request);
  const auto store = api.stores.take();
  check_known(filter, *api.config.now(), *store);
  const auto series = store->series(span, filter);
  if (series.size() > kMaxPoints)
    refuse_value("span", "more than 2000 points", "ask for a shorter period, or a longer span");
  Json points = Json::array();
  const UtcOffset& clock = api.store_options.utc_offset;
  for (const audience::SeriesPoint& point : series)
    points.push_back({{"begin", rfc3339(point.begin, clock)},
                      {"end", rfc3339(point.end, clock)},
                      {"figures", json_of(point.figures)}});
  return json_response({{"span", name_of(span)}, {"points", points}});
}

http::Response answer_content_figures(Api& api, const http::Request& request) {
  check_query(request, {"from", "to", "camera"});
  const audience::Filter filter = filter_of(request);
  const auto store = api.stores.take();
  const auto config = api.config.now();
  check_known(filter, *config, *store);
  const auto figures = store->by_content(filter);
  const auto ratings = store->ratings_by_content(filter);
  std::vector<std::string> names = content_names(*config);
  for (const auto& [name, value] : figures) names.push_back(name);
  for (const auto& [name, value] : ratings) names.push_back(name);
  std::ranges::sort(names);
  names.erase(std::ranges::unique(names).begin(), names.end());
  Json contents = Json::array();
  for (const std::string& name : names) {
    const auto seen = figures.find(name);
    const auto rated = ratings.find(name);
    contents.push_back(
        {{"content", name},
         {"title", title_of(*config, name)},
         {"figures", seen == figures.end() ? suppressed() : json_of(seen->second)},
         {"ratings", rated == ratings.end() ? suppressed() : json_of(rated->second)}});
  }
  Json answer{{"contents", contents}};
  add_range(answer, api, *store, filter);
  return json_response(answer);
}

http::Response answer_ranking(Api& api, const http::Request& request) {
  check_query(request, {"by", "from", "to", "camera"});
  const std::string& by = request.query_or_empty("by");
  if (!by.empty() && by != "valence" && by != "rating")
    refuse_value("by", "'" + by + "' is not an allowed value", "one of: valence, rating");
  const bool by_rating = by == "rating";
  const audience::Filter filter = filter_of(request);
  return cached(api, request, "ranking", [&]() -> Json {
    const auto store = api.stores.take();
    check_known(filter, *api.config.now(), *store);
    const auto ranked = by_rating ? store->rank_by_rating(filter) : store->rank_by_valence(filter);
    const auto config = api.config.now();
    Json ranking = Json::array();
    for (const audience::Ranked& one : ranked)
      ranking.push_back({{"content", one.content},
                         {"title", title_of(*config, one.content)},
                         {"standing", json_of(one.standing)}});
    return {{"by", by_rating ? "rating" : "valence"}, {"ranking", ranking}};
  });
}

http::Response answer_relation(Api& api, const http::Request& request) {
  check_query(request, {"from", "to", "camera", "content"});
  const audience::Filter filter = filter_of(request);
  return cached(api, request, "relation", [&]() -> Json {
    const auto store = api.stores.take();
    check_known(filter, *api.config.now(), *store);
    return {{"relation", json_of(store->relate(filter))}};
  });
}

http::Response answer_tallies(Api& api, const http::Request& request) {
  check_query(request, {});
  if (!may_see_the_moment(api, request))
    throw http::Refusal{403, "tallies", "the live view is for administrators",
                        "ask for figures; the configuration can allow it (server.live_view)"};
  Json tallies = Json::array();
  for (const audience::Tally& tally : api.tallies.recent()) tallies.push_back(json_of(tally));
  return json_response({{"tallies", tallies}});
}

}  // namespace mien::serve
