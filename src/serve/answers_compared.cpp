// Two times or two contents beside each other; hours by weekday.
#include <algorithm>

#include "audience/compare.h"
#include "audience/week.h"
#include "serve/answers.h"
#include "serve/answers_json.h"
#include "serve/known.h"
#include "serve/query.h"

namespace mien::serve {

namespace {

constexpr std::string_view kOther = "other_";

/// What the keys with "other_" say, and those of the first side where they say nothing.
audience::Filter other_filter(const http::Request& request) {
  http::Request other = request;
  other.query.clear();
  for (const auto& [key, value] : request.query)
    if (key.starts_with(kOther)) other.query.emplace(key.substr(kOther.size()), value);
  for (const auto& [key, value] : request.query)
    if (!key.starts_with(kOther)) other.query.emplace(key, value);
  return filter_of(other);
}

/// Does anybody count on both sides? Means of the same people are more alike than they are.
bool overlap(const audience::Store& store, const audience::Filter& a, const audience::Filter& b) {
  const auto alike = [](const std::string& one, const std::string& other) {
    return one.empty() || other.empty() || one == other;
  };
  const auto [from_a, to_a] = store.widened(a);
  const auto [from_b, to_b] = store.widened(b);
  return alike(a.camera, b.camera) && alike(a.content, b.content) && from_a < to_b && from_b < to_a;
}

Json row_json(const audience::Compared& row, const RunConfig& config) {
  return {{"content", row.content},
          {"title", row.content.empty() ? std::string() : title_of(config, row.content)},
          {"measure", audience::name_of(row.measure)},
          {"a", {{"mean", row.a}, {"values", row.values_a}}},
          {"b", {{"mean", row.b}, {"values", row.values_b}}},
          {"difference", json_of(row.difference)},
          {"p", row.p},
          {"p_holm", row.p_holm},
          {"more_stays", {{"a", row.more_stays_a}, {"b", row.more_stays_b}}}};
}

}  // namespace

http::Response answer_compare(Api& api, const http::Request& request) {
  check_query(request, {"from", "to", "camera", "content", "other_from", "other_to", "other_camera",
                        "other_content"});
  const bool two = std::ranges::any_of(
      request.query, [](const auto& entry) { return entry.first.starts_with(kOther); });
  if (!two)
    refuse_value("other_from", "does not say what to compare with",
                 "add other_from and other_to, other_content or other_camera");
  const audience::Filter a = filter_of(request), b = other_filter(request);
  const auto store = api.stores.take();
  const auto config = api.config.now();
  check_known(a, *config, *store);
  check_known(b, *config, *store);
  if (overlap(*store, a, b))
    refuse_value("other_from", "names hours in which the first side has people, too",
                 "compare times, contents or cameras that have nothing in common");
  const auto side = [&](const audience::Filter& filter) {
    return filter.content.empty() ? audience::side_of(*store, filter)
                                  : audience::side_of_content(*store, filter);
  };
  const auto comparison =
      audience::compare(side(a), side(b), config->expressions == Expressions::smile);
  Json rows = Json::array();
  for (const audience::Compared& row : comparison.rows) rows.push_back(row_json(row, *config));
  return json_response({{"rows", rows},
                        {"comparisons", comparison.rows.size()},
                        {"correction", "Holm (p), Bonferroni (intervals)"},
                        {"range_a", range_json(api, *store, a)},
                        {"range_b", range_json(api, *store, b)},
                        {"withheld", comparison.withheld}});
}

http::Response answer_week(Api& api, const http::Request& request) {
  check_query(request, {"from", "to", "camera", "content"});
  const audience::Filter filter = filter_of(request);
  const auto store = api.stores.take();
  check_known(filter, *api.config.now(), *store);
  Json answer = range_json(api, *store, filter);
  answer["days"] =
      audience::json_of(audience::week_of(*store, filter, api.store_options.utc_offset));
  return json_response(answer);
}

}  // namespace mien::serve
