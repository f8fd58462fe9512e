#if defined(MIEN_WITH_KAFKA) && defined(MIEN_WITH_POSTGRES)
#include "fleet/hub_answers.h"

#include <chrono>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "base/json.h"
#include "base/time.h"
#include "fleet/across.h"
#include "serve/answers.h"
#include "serve/query.h"

namespace mien::fleet {

namespace {

using receivers::PgRows;
using receivers::PgValue;

Json number_or_null(const PgRows& rows, int row, int column) {
  if (rows.is_null(row, column)) return nullptr;
  return rows.number(row, column);
}

Json estimate_json(const std::optional<Estimate>& estimate) {
  if (!estimate) return nullptr;
  return {{"value", estimate->value}, {"low", estimate->low}, {"high", estimate->high}};
}

/// Which sums: "rating" (the default) or "valence".
std::string table_of(const http::Request& request) {
  const std::string& by = request.query_or_empty("by");
  if (by.empty() || by == "rating") return "rating";
  if (by == "valence") return "cell";
  serve::refuse_value("by", "is '" + by.substr(0, 40) + "'", "rating or valence");
}

using std::chrono::year_month_day;

std::optional<year_month_day> day_of(const http::Request& request, std::string_view key) {
  const std::string& text = request.query_or_empty(key);
  if (text.empty()) return std::nullopt;
  const auto time = parse_time(text.size() == 10 ? text + " 00:00" : text, std::chrono::minutes(0));
  if (!time.time) serve::refuse_value(key, time.problem, "write a day, as 2026-11-03");
  return year_month_day(std::chrono::floor<std::chrono::days>(*time.time));
}

std::string text_of_day(const year_month_day& day) {
  return rfc3339(WallTime(std::chrono::sys_days(day))).substr(0, 10);
}

/// `$1` and `$2`: the days; `$3`, `$4`: region and content, empty: all; `$5`, `$6`: the whole
/// months among the days.
std::vector<PgValue> filter_values(const http::Request& request) {
  const auto from = day_of(request, "from"), to = day_of(request, "to");
  std::string first = "-infinity", last = "infinity";
  if (from) {
    const auto month = from->year() / from->month() / 1;
    first = text_of_day(month == *from ? month : month + std::chrono::months(1));
  }
  if (to) last = text_of_day(to->year() / to->month() / 1);
  if (from && to && first >= last) first = last = "infinity";
  return {from ? text_of_day(*from) : "-infinity",
          to ? text_of_day(*to) : "infinity",
          request.query_or_empty("region"),
          request.query_or_empty("content"),
          first,
          last};
}

constexpr std::string_view kWhere =
    "FROM (SELECT site, content, n, sum, squares FROM {0}.{1}_month WHERE month >= $5::date AND "
    "month < $6::date UNION ALL SELECT site, content, n, sum, squares FROM {0}.{1}_day WHERE day "
    ">= "
    "$1::date AND day < $2::date AND (day < $5::date OR day >= $6::date)) d WHERE ($3 = '' OR "
    "EXISTS "
    "(SELECT 1 FROM {0}.site s WHERE s.site = d.site AND s.region = $3)) AND ($4 = '' OR content = "
    "$4) AND n > 0";

ValueSums sums_at(const PgRows& rows, int row, int first) {
  return {.n = rows.integer(row, first),
          .sum = rows.number(row, first + 1),
          .squares = rows.number(row, first + 2)};
}

/// A store that makes up stores or contents must not take the hub's memory.
constexpr int kMostRows = 50'000;
/// One more: then there are too many.
constexpr int kRowsAsked = kMostRows + 1;

void check_number(const PgRows& rows, const char* what) {
  if (rows.size() > kMostRows)
    throw http::Refusal{
        422, "hub", fmt::format("there are more than {} {}", kMostRows, what),
        "ask for one region or content; remove what is not yours from the database"};
}

Json rule_json(const HubParts& hub, int hidden) {
  return {{"min_audience", hub.config.min_audience}, {"hidden", hidden}};
}

}  // namespace

http::Response answer_sites(HubParts& hub, const http::Request& request) {
  serve::check_query(request, {});
  const PgRows rows = hub.database.with([&](receivers::PgConnection& database) {
    return database.query(fmt::format(
        "SELECT site, region, version, extract(epoch FROM time), extract(epoch FROM now() - "
        "received), extract(epoch FROM received - time), cameras, cameras_live, outbox_waiting, "
        "outbox_dropped, disk_free_bytes, certificate_days, clock_doubtful FROM {}.site ORDER BY "
        "site LIMIT {}",
        hub.config.postgres.schema, kRowsAsked));
  });
  check_number(rows, "stores");
  Json sites = Json::array();
  for (int row = 0; row < rows.size(); ++row) {
    const double silent = rows.number(row, 4);
    const auto ms = static_cast<std::int64_t>(rows.number(row, 3) * 1000);
    sites.push_back({{"site", rows.text(row, 0)},
                     {"region", rows.text(row, 1)},
                     {"version", rows.text(row, 2)},
                     {"last_seen", rfc3339(wall_of(ms))},
                     {"silent_s", std::round(silent)},
                     {"away", silent > hub.config.away_minutes * 60},
                     {"delay_s", number_or_null(rows, row, 5)},
                     {"cameras", number_or_null(rows, row, 6)},
                     {"cameras_live", number_or_null(rows, row, 7)},
                     {"outbox_waiting", number_or_null(rows, row, 8)},
                     {"outbox_dropped", number_or_null(rows, row, 9)},
                     {"disk_free_bytes", number_or_null(rows, row, 10)},
                     {"certificate_days", number_or_null(rows, row, 11)},
                     {"clock_doubtful", rows.text(row, 12) == "t"}});
  }
  return serve::json_response({{"sites", sites}});
}

http::Response answer_site_ranking(HubParts& hub, const http::Request& request) {
  serve::check_query(request, {"from", "to", "region", "content", "by"});
  const std::string table = table_of(request);
  const PgRows rows = hub.database.with([&](receivers::PgConnection& database) {
    return database.query(
        fmt::format(
            "SELECT site, sum(n), sum(sum), sum(squares) {} GROUP BY site ORDER BY site LIMIT {}",
            fmt::format(fmt::runtime(kWhere), hub.config.postgres.schema, table), kRowsAsked),
        filter_values(request));
  });
  check_number(rows, "stores");
  std::vector<SiteValues> sites;
  for (int row = 0; row < rows.size(); ++row)
    if (rows.integer(row, 1) >= hub.config.min_audience)
      sites.push_back({rows.text(row, 0), sums_at(rows, row, 1)});
  const SitesCompared compared = compare_sites(sites);
  Json list = Json::array();
  for (const SiteStanding& one : compared.sites)
    list.push_back({{"site", one.site},
                    {"values", one.values},
                    {"mean", estimate_json(one.mean)},
                    {"pooled", estimate_json(one.pooled)},
                    {"p_holm", one.p_holm}});
  return serve::json_response(
      {{"by", table == "rating" ? "rating" : "valence"},
       {"mean", estimate_json(compared.mean)},
       {"between", compared.between},
       {"within", compared.within},
       {"sites", list},
       {"guard", rule_json(hub, rows.size() - static_cast<int>(std::ssize(sites)))}});
}

http::Response answer_contents_across(HubParts& hub, const http::Request& request) {
  serve::check_query(request, {"from", "to", "region", "content", "by"});
  const std::string table = table_of(request);
  const PgRows rows = hub.database.with([&](receivers::PgConnection& database) {
    return database.query(
        fmt::format(
            "SELECT site, content, sum(n), sum(sum), sum(squares) {} GROUP BY site, content "
            "ORDER BY content, site LIMIT {}",
            fmt::format(fmt::runtime(kWhere), hub.config.postgres.schema, table), kRowsAsked),
        filter_values(request));
  });
  check_number(rows, "contents of stores");
  std::vector<ContentInSite> values;
  for (int row = 0; row < rows.size(); ++row)
    if (rows.integer(row, 2) >= hub.config.min_audience)
      values.push_back({rows.text(row, 0), rows.text(row, 1), sums_at(rows, row, 2)});
  Json list = Json::array();
  for (const ContentAcross& one : compare_contents(values))
    list.push_back({{"content", one.content},
                    {"values", one.values},
                    {"sites", one.sites},
                    {"mean", one.mean},
                    {"difference", estimate_json(one.difference)},
                    {"p_holm", one.p_holm}});
  return serve::json_response(
      {{"by", table == "rating" ? "rating" : "valence"},
       {"contents", list},
       {"guard", rule_json(hub, rows.size() - static_cast<int>(std::ssize(values)))}});
}

http::Response answer_collected(HubParts& hub, const http::Request&) {
  const CollectorCounts counts = hub.collector ? hub.collector->counts() : CollectorCounts{};
  std::string text;
  const auto line = [&](const char* name, const char* type, const char* help, std::int64_t value) {
    text += fmt::format("# HELP {0} {2}\n# TYPE {0} {1}\n{0} {3}\n", name, type, help, value);
  };
  line("mien_hub_facts_total", "counter", "Facts collected since the start.", counts.facts);
  line("mien_hub_foreign_total", "counter", "Messages that were not facts.", counts.foreign);
  line("mien_hub_partitions", "gauge", "Partitions that this member collects.", counts.partitions);
  line("mien_hub_failing", "gauge", "1 while collecting has stopped.", counts.trouble ? 1 : 0);
  if (hub.server->certificate_end() > 0)
    line("mien_certificate_expiry_timestamp_seconds", "gauge",
         "When the hub's certificate ends, in seconds since 1970.", hub.server->certificate_end());
  return {.content_type = "text/plain; version=0.0.4; charset=utf-8", .body = text};
}

}  // namespace mien::fleet
#endif
