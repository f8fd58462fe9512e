#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "mien/error.h"

#include "audience/ratings_csv.h"
#include "base/text.h"
#include "serve/answers.h"
#include "serve/auth.h"
#include "serve/query.h"

namespace mien::serve {

namespace {

using audience::Rating;

constexpr std::size_t kMaxRatings = 1000, kLongestId = 100;
constexpr std::chrono::hours kAhead{24};  // a sender's clock may be wrong; it is then taken as ours
constexpr std::string_view kSource = "api";

/// Reads one rating of a body; what it says is named in refusals as `where`.
class RatingReader {
 public:
  RatingReader(const Json& body, std::string where, Api& api, const RunConfig& config)
      : body_(body), where_(std::move(where)), api_(api), config_(config) {}

  Rating read() {
    if (!body_.is_object()) refuse("", "is no object", R"(send {"content": "…", "rating": 4})");
    check_keys();
    Rating rating{.content = content(), .camera = camera(), .scale = scale()};
    rating.value = audience::rating_on_five(answer(rating.scale), rating.scale);
    rating.source = kSource;
    const std::string id = text("id", kLongestId);
    rating.source_row = id.empty() ? new_token() : id;
    rating.time = time(rating.content, id);
    return rating;
  }

 private:
  [[noreturn]] void refuse(std::string_view key, const std::string& what,
                           const std::string& remedy) const {
    std::string where = where_ + std::string(key);
    if (where.ends_with('.')) where.pop_back();
    refuse_value(where.empty() ? "rating" : where, what, remedy);
  }

  void check_keys() const {
    static const std::vector<std::string> kKeys = {"content", "rating", "scale",
                                                   "camera",  "time",   "id"};
    for (const auto& [key, value] : body_.items())
      if (std::ranges::find(kKeys, key) == kKeys.end())
        refuse("", "has a key that is not known: '" + key.substr(0, 40) + "'",
               did_you_mean(key, kKeys));
  }

  std::string text(const char* key, std::size_t longest) const {
    const auto found = body_.find(key);
    if (found == body_.end() || found->is_null()) return {};
    if (!found->is_string()) refuse(key, "is no text", "send a text");
    std::string value = found->get<std::string>();
    if (value.size() > longest)
      refuse(key, fmt::format("is longer than {} bytes", longest), "send a shorter one");
    return value;
  }

  std::string content() const {
    std::string name = text("content", 1000);
    if (name.empty()) refuse("content", "is missing", "name what is rated");
    const auto names = content_names(config_);
    if (std::ranges::find(names, name) == names.end())
      refuse("content", "'" + name.substr(0, 60) + "' is not a content of this store",
             did_you_mean(name, names));
    return name;
  }

  std::string camera() const {
    std::string name = text("camera", 1000);
    const auto has_name = [&](const CameraConfig& camera) { return camera.name == name; };
    if (!name.empty() && std::ranges::none_of(config_.cameras, has_name))
      refuse("camera", "'" + name.substr(0, 60) + "' is not a camera of this store",
             "leave it out, or name one of GET /api/v1/cameras");
    return name;
  }

  int scale() const {
    const auto found = body_.find("scale");
    if (found == body_.end() || found->is_null()) return 5;
    const bool fits = found->is_number_integer() && *found >= audience::kLowestScale &&
                      *found <= audience::kHighestScale;
    if (!fits) refuse("scale", "is no whole number from 2 to 1000", "send the highest answer");
    return found->get<int>();
  }

  double answer(int scale) const {
    const auto found = body_.find("rating");
    if (found == body_.end()) refuse("rating", "is missing", fmt::format("send 1 to {}", scale));
    const bool fits =
        found->is_number() && found->get<double>() >= 1 && found->get<double>() <= scale;
    if (!fits) refuse("rating", "is no number in range", fmt::format("send 1 to {}", scale));
    return found->get<double>();
  }

  audience::WallTime time(const std::string& content, const std::string& id) const {
    const audience::WallTime now = audience::wall_now();
    const auto found = body_.find("time");
    if (found == body_.end() || found->is_null()) return first_time(content, id, now);
    if (!found->is_string() && !found->is_number())
      refuse("time", "is no time", "write it as 2026-11-03T09:15:00Z");
    const audience::ParsedTime parsed =
        audience::parse_time(found->is_string() ? found->get<std::string>() : found->dump());
    if (!parsed.time) refuse("time", parsed.problem, "write it as 2026-11-03T09:15:00Z");
    if (*parsed.time > now + kAhead) refuse("time", "lies ahead", "check the sender's clock");
    return *parsed.time > now ? first_time(content, id, now) : *parsed.time;
  }

  audience::WallTime first_time(const std::string& content, const std::string& id,
                                audience::WallTime now) const {
    return id.empty() ? now : api_.rating_ids.time_of(content + '\n' + id, now);
  }

  const Json& body_;
  const std::string where_;
  Api& api_;
  const RunConfig& config_;
};

std::vector<Rating> ratings_of(Api& api, const Json& body) {
  const auto config = api.config.now();
  const auto list = body.find("ratings");
  if (list == body.end()) return {RatingReader(body, "", api, *config).read()};
  if (!list->is_array() || body.size() != 1)
    refuse_value("ratings", "is no list, or not the only key", R"(send {"ratings": [{…}, …]})");
  if (list->empty() || list->size() > kMaxRatings)
    refuse_value("ratings", "holds none, or more than 1000", "send 1 to 1000 at once");
  std::vector<Rating> ratings;
  for (std::size_t i = 0; i < list->size(); ++i)
    ratings.push_back(
        RatingReader((*list)[i], fmt::format("ratings[{}].", i), api, *config).read());
  return ratings;
}

Json added_json(const audience::RatingsAdded& added) {
  return {{"added", added.added}, {"duplicates", added.duplicates}};
}

}  // namespace

void answer_ratings(Api& api, const Request& request, const Reply& reply) {
  check_query(request, {});
  std::vector<Rating> ratings = ratings_of(api, object_of(request));
  api.gate.take_ratings(request, ratings.size(), RateLimit::Clock::now());
  const bool taken = api.desk.hand_in(
      std::move(ratings),
      [reply, &log = api.log](const audience::RatingsAdded& added, const Error* error) {
        if (!error) return reply(json_response(added_json(added), 201));
        log.error(LogKind::store, std::string("ratings were not stored: ") + error->what());
        reply(response_of_exception(std::make_exception_ptr(*error)));
      });
  if (!taken)
    throw Refusal{503,
                  "ratings",
                  "too many wait for the disk",
                  "send them again in a moment",
                  {{"Retry-After", "1"}}};
}

Response answer_import(Api& api, const Request& request) {
  check_query(request, {"source", "scale", "utc_offset"});
  audience::RatingsCsvOptions options{.file = "body",
                                      .scale = number_of(request, "scale", 2, 1000, 5)};
  if (const auto& source = request.query_or_empty("source"); !source.empty())
    options.source = source;
  if (const auto& offset = request.query_or_empty("utc_offset"); !offset.empty()) {
    options.utc_offset = audience::parse_offset(offset);
    if (!options.utc_offset) refuse_value("utc_offset", "is none", "write it as %2B01:00");
  }
  const audience::RatingsCsv csv = audience::read_ratings_csv(request.body, options);
  api.audit.add({audience::wall_now(), who(request), "ratings imported",
                 fmt::format("{} ratings", csv.ratings.size())});
  audience::RatingsAdded sum;
  for (std::size_t i = 0; i < csv.ratings.size(); i += kMaxRatings) {
    const auto begin = csv.ratings.begin() + static_cast<std::ptrdiff_t>(i);
    const auto end = csv.ratings.begin() +
                     static_cast<std::ptrdiff_t>(std::min(i + kMaxRatings, csv.ratings.size()));
    const auto added = api.desk.hand_in_and_wait({begin, end});
    sum.added += added.added;
    sum.duplicates += added.duplicates;
  }
  Json bad = Json::array();
  for (const audience::BadLine& line : csv.bad)
    bad.push_back({{"line", line.line}, {"reason", line.reason}});
  return json_response({{"imported", sum.added},
                        {"duplicates", sum.duplicates},
                        {"bad_lines", bad},
                        {"ignored_columns", csv.ignored_columns}});
}

}  // namespace mien::serve
