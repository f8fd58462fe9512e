#if defined(MIEN_WITH_KAFKA) && defined(MIEN_WITH_POSTGRES)
#include "fleet/enrolment.h"

#include <fmt/format.h>

#include "mien/error.h"

#include "base/one_line.h"
#include "config/fleet_config.h"
#include "fleet/acceptable.h"
#include "fleet/hub_sites.h"
#include "http/auth.h"
#include "receivers/postgres/tables.h"

namespace mien::fleet {

namespace {

constexpr std::string_view kTables = R"sql(
CREATE TABLE IF NOT EXISTS {0}.enrolment (
  site text PRIMARY KEY, token_hash text NOT NULL, made timestamptz NOT NULL DEFAULT now(),
  store text);
CREATE TABLE IF NOT EXISTS {0}.configuration (
  site text PRIMARY KEY, told timestamptz NOT NULL, body jsonb NOT NULL);
CREATE TABLE IF NOT EXISTS {0}.proposal (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, site text NOT NULL, camera text NOT NULL,
  section jsonb NOT NULL, base jsonb NOT NULL, words text NOT NULL, who text NOT NULL,
  made timestamptz NOT NULL DEFAULT now(), state text NOT NULL DEFAULT 'open',
  answered timestamptz, answered_by text NOT NULL DEFAULT '', answer text NOT NULL DEFAULT '');
)sql";
constexpr std::size_t kMost = 500, kMostSites = 50'000;
constexpr std::size_t kLongestSite = 64;
/// Whoever finds a token that no store used for so long cannot use it either.
constexpr std::string_view kFirstUse = "7 days";

/// A section is checked as a store's own is, with an address that stands for the store's.
void check(const Proposal& proposal) {
  Json section = parse_json(proposal.section);
  const auto refuse = [&](const char* what, const char* remedy) {
    throw Error(ErrorKind::usage, "proposal for camera '" + proposal.camera + "'", what, remedy);
  };
  if (!section.is_object()) refuse("the section is not a JSON object", "{\"content\": \"cereal\"}");
  const auto detect = section.find("detect");
  if (section.contains("input") ||
      (detect != section.end() && detect->is_object() && detect->contains("input")))
    refuse("names an address", "leave input out: the store's own stays");
  section["input"] = "rtsp://192.0.2.1/";
  (void)config::camera_of_section(proposal.camera, section.dump());
  check_proposable(proposal.camera, proposal.section);
}

}  // namespace

Enrolment::Enrolment(receivers::PgConnection& connection, std::string schema)
    : connection_(connection), schema_(std::move(schema)) {
  if (is_there(connection_, schema_)) return;
  receivers::PgTransaction transaction(connection_);
  connection_.query("SELECT pg_advisory_xact_lock($1)", {std::to_string(receivers::kPgMakersLock)});
  if (connection_.query("SELECT to_regnamespace($1)", {schema_}).is_null(0, 0))
    connection_.execute("CREATE SCHEMA " + schema_);
  connection_.execute(fmt::format(fmt::runtime(kTables), schema_));
  transaction.commit();
}

std::string Enrolment::enrol(const std::string& site) {
  if (site.empty() || site.size() > kLongestSite || one_line(site, site.size()) != site)
    throw Error(ErrorKind::usage, "SITE", "is not a valid name of a store",
                "write up to 64 characters, as the store's file has them under site");
  const std::string token = http::new_token();
  connection_.query(fmt::format("INSERT INTO {}.enrolment (site, token_hash) VALUES ($1, $2) ON "
                                "CONFLICT (site) DO UPDATE SET token_hash = excluded.token_hash, "
                                "made = now(), store = NULL",
                                schema_),
                    {site, http::hashed(token)});
  return token;
}

// Of all scopes "rate" is the one that a hub has no route for but that of stores. A row that no
// enrolment wrote takes nobody else's place.
std::vector<TokenConfig> Enrolment::tokens() {
  const auto rows = connection_.query(
      fmt::format("SELECT DISTINCT ON (token_hash) site, token_hash FROM {}.enrolment WHERE "
                  "site <> '' AND token_hash ~ '^sha256:[0-9a-f]{{64}}$' AND (store IS NOT NULL "
                  "OR made > now() - interval '{}') ORDER BY token_hash",
                  schema_, kFirstUse));
  std::vector<TokenConfig> all;
  for (int row = 0; row < rows.size(); ++row)
    all.push_back({.name = name_of(SiteToken{rows.text(row, 0), rows.text(row, 1)}),
                   .scope = TokenScope::rate,
                   .secret = rows.text(row, 1)});
  return all;
}

bool Enrolment::is_there(receivers::PgConnection& reader, const std::string& schema) {
  return !reader.query("SELECT to_regclass($1)", {schema + ".proposal"}).is_null(0, 0);
}

Json Enrolment::states(receivers::PgConnection& reader, const std::string& schema) {
  Json sites = Json::array();
  if (!is_there(reader, schema)) return sites;
  const auto rows = reader.query(fmt::format(
      "SELECT e.site, e.store IS NULL, e.store IS NULL AND e.made <= now() - interval '{1}', "
      "round(extract(epoch FROM now() - c.told)), c.body->>'version', (SELECT count(*) FROM "
      "jsonb_object_keys(c.body->'cameras')), (SELECT count(*) FROM {0}.proposal p WHERE p.site = "
      "e.site AND p.state = 'open') FROM {0}.enrolment e LEFT JOIN {0}.configuration c ON c.site = "
      "e.site ORDER BY e.site LIMIT {2}",
      schema, kFirstUse, kMostSites));
  for (int row = 0; row < rows.size(); ++row) {
    const bool told = !rows.is_null(row, 3);
    sites.push_back({{"site", rows.text(row, 0)},
                     {"unused", rows.text(row, 1) == "t"},
                     {"ended", rows.text(row, 2) == "t"},
                     {"told_s", told ? Json(rows.number(row, 3)) : Json()},
                     {"version", told ? Json(rows.text(row, 4)) : Json()},
                     {"cameras", told ? Json(rows.integer(row, 5)) : Json()},
                     {"proposals_open", rows.integer(row, 6)}});
  }
  return sites;
}

// Each member of a hub knows a new token some seconds later than the database: until then it admits
// the former one, which is refused here.
bool Enrolment::is_of(const SiteToken& token, const std::string& store) {
  return connection_
             .query(fmt::format("UPDATE {}.enrolment SET store = $2 WHERE site = $1 AND "
                                "token_hash = $3 AND (store = $2 OR (store IS NULL AND made > "
                                "now() - interval '{}')) RETURNING site",
                                schema_, kFirstUse),
                    {token.site, store, token.hash})
             .size() > 0;
}

void Enrolment::report(const std::string& site, const std::string& body) {
  connection_.query(
      fmt::format(
          "INSERT INTO {}.configuration VALUES ($1, now(), $2) ON CONFLICT (site) DO UPDATE "
          "SET told = excluded.told, body = excluded.body",
          schema_),
      {site, body});
}

std::optional<Json> Enrolment::configuration(const std::string& site) {
  const auto rows = connection_.query(
      fmt::format("SELECT to_char(told, 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), body FROM "
                  "{}.configuration WHERE site = $1",
                  schema_),
      {site});
  if (rows.size() == 0) return std::nullopt;
  Json all{{"site", site}, {"told", rows.text(0, 0)}};
  all.update(parse_json(rows.text(0, 1)));
  return all;
}

// What it would change is what the hub knows of the camera: the store refuses it where that is no
// longer so.
std::int64_t Enrolment::propose(const Proposal& proposal) {
  check(proposal);
  const auto known = configuration(proposal.site);
  if (!known)
    throw Error(ErrorKind::usage, "site '" + proposal.site + "'",
                "has not reported its configuration yet",
                "mien hub enroll SITE, then mien serve --hub FILE there");
  const Json& cameras = known->at("cameras");
  const auto camera = cameras.find(proposal.camera);
  if (camera == cameras.end())
    throw Error(ErrorKind::usage, "camera '" + proposal.camera + "'",
                "is not among the cameras that " + proposal.site + " has reported",
                "a proposal changes a camera; the store adds and removes them");
  return connection_
      .query(fmt::format("INSERT INTO {}.proposal (site, camera, section, base, words, who) VALUES "
                         "($1, $2, $3, $4, $5, $6) RETURNING id",
                         schema_),
             {proposal.site, proposal.camera, proposal.section, text_of(*camera), proposal.words,
              proposal.who})
      .integer(0, 0);
}

std::vector<Proposal> Enrolment::proposals(const std::string& site, bool open) {
  const auto rows = connection_.query(
      fmt::format("SELECT id, site, camera, section, base, words, who, to_char(made, "
                  "'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), state, answered_by, answer FROM {}.proposal "
                  "WHERE ($1 = '' OR site = $1) AND (NOT $2::boolean OR state = 'open') ORDER BY "
                  "id DESC LIMIT {}",
                  schema_, kMost),
      {site, open ? "true" : "false"});
  std::vector<Proposal> all;
  for (int row = 0; row < rows.size(); ++row)
    all.push_back({rows.integer(row, 0), rows.text(row, 1), rows.text(row, 2), rows.text(row, 3),
                   rows.text(row, 4), rows.text(row, 5), rows.text(row, 6), rows.text(row, 7),
                   rows.text(row, 8), rows.text(row, 9), rows.text(row, 10)});
  return all;
}

bool Enrolment::answer(const std::string& site, std::int64_t id, bool accepted,
                       const std::string& who, const std::string& words) {
  return connection_
             .query(fmt::format("UPDATE {}.proposal SET state = $3, answered = now(), answered_by "
                                "= $4, answer = $5 WHERE site = $1 AND id = $2 AND state = 'open' "
                                "RETURNING id",
                                schema_),
                    {site, std::to_string(id), accepted ? "accepted" : "declined", who, words})
             .size() > 0;
}

std::string enrol_site(const config::HubConfig& config, const std::string& site) {
  if (http::Tokens(config.server).open())
    throw Error(ErrorKind::usage, "server.tokens",
                "the hub has no tokens: anyone who can reach it may read",
                "add one (mien token new), then enroll stores");
  receivers::PgConnection connection(config.postgres.url);
  return Enrolment(connection, config.postgres.schema).enrol(site);
}

std::int64_t propose_to_site(const config::HubConfig& config, const Proposal& proposal) {
  receivers::PgConnection connection(config.postgres.url);
  return Enrolment(connection, config.postgres.schema).propose(proposal);
}

Json json_of(const Proposal& proposal) {
  return {{"id", proposal.id},
          {"site", proposal.site},
          {"camera", proposal.camera},
          {"section", parse_json(proposal.section)},
          {"base", parse_json(proposal.base)},
          {"words", proposal.words},
          {"who", proposal.who},
          {"made", proposal.made},
          {"state", proposal.state},
          {"answered_by", proposal.answered_by},
          {"answer", proposal.answer}};
}

}  // namespace mien::fleet
#endif
