#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "mien/error.h"

#include "base/text.h"
#include "config/cameras.h"
#include "http/auth.h"
#include "serve/answers.h"
#include "serve/query.h"
#include "stays/timely.h"

namespace mien::serve {

namespace {

using audience::Rating;

constexpr std::size_t kMaxRatings = 1000, kLongestId = 100;
constexpr std::string_view kSource = "api";

/// Reads one rating of a body; what it says is named in refusals as `where`.
class RatingReader {
 public:
  RatingReader(const Json& body, std::string where, const Api& api, const RunConfig& config)
      : body_(body), where_(std::move(where)), api_(api), config_(config) {}

  Rating read() {
    if (!body_.is_object()) refuse("", "is not an object", R"(send {"content": "…", "rating": 4})");
    check_keys();
    Rating rating{.content = content(), .camera = camera(), .scale = scale()};
    rating.value = audience::rating_on_five(answer(rating.scale), rating.scale);
    rating.source = kSource;
    const std::string id = text("id", kLongestId);
    rating.source_row = id.empty() ? http::new_token() : id;
    read_time(rating);
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
    if (!found->is_string()) refuse(key, "is not text", "send a text");
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
    if (!name.empty() && !config::camera_named(config_, name))
      refuse("camera", "'" + name.substr(0, 60) + "' is not a camera of this store",
             "leave it out, or name one of GET /api/v1/cameras");
    return name;
  }

  int scale() const {
    const auto found = body_.find("scale");
    if (found == body_.end() || found->is_null()) return 5;
    const bool fits = found->is_number_integer() && *found >= audience::kLowestScale &&
                      *found <= audience::kHighestScale;
    if (!fits) refuse("scale", "is not a whole number from 2 to 1000", "send the highest answer");
    return found->get<int>();
  }

  double answer(int scale) const {
    const auto found = body_.find("rating");
    if (found == body_.end()) refuse("rating", "is missing", fmt::format("send 1 to {}", scale));
    const bool fits =
        found->is_number() && found->get<double>() >= 1 && found->get<double>() <= scale;
    if (!fits)
      refuse("rating", "is not a number in the range of the scale",
             fmt::format("send 1 to {}", scale));
    return found->get<double>();
  }

  void read_time(Rating& rating) const {
    const WallTime now = wall_now();
    const auto found = body_.find("time");
    rating.time = now;
    rating.stamped = found == body_.end() || found->is_null();
    if (rating.stamped) return;
    if (!found->is_string() && !found->is_number())
      refuse("time", "is not a time", "write it as 2026-11-03T09:15:00Z");
    const ParsedTime parsed =
        parse_time(found->is_string() ? found->get<std::string>() : found->dump());
    if (!parsed.time) refuse("time", parsed.problem, "write it as 2026-11-03T09:15:00Z");
    const int kept = api_.store_options.retention_days.value_or(0);
    if (const auto why = audience::why_untimely(*parsed.time, now, kept))
      refuse("time", *why, "set the sender's clock, or leave the time out");
    rating.stamped = *parsed.time > now;
    if (!rating.stamped) rating.time = *parsed.time;
  }

  const Json& body_;
  const std::string where_;
  const Api& api_;
  const RunConfig& config_;
};

std::vector<Rating> read_ratings(const Api& api, const Json& body) {
  const auto config = api.config.now();
  const auto list = body.find("ratings");
  if (list == body.end()) return {RatingReader(body, "", api, *config).read()};
  if (!list->is_array() || body.size() != 1)
    refuse_value("ratings", "is not a list, or not the only key", R"(send {"ratings": [{…}, …]})");
  if (list->empty() || list->size() > kMaxRatings)
    refuse_value("ratings", "is empty, or has more than 1000 entries", "send 1 to 1000 at a time");
  std::vector<Rating> ratings;
  for (std::size_t i = 0; i < list->size(); ++i)
    ratings.push_back(
        RatingReader((*list)[i], fmt::format("ratings[{}].", i), api, *config).read());
  return ratings;
}

std::vector<Rating> ratings_of(const Api& api, const http::Request& request, const Json& body) {
  std::vector<Rating> ratings = read_ratings(api, body);
  for (Rating& rating : ratings) rating.token = request.grant.token;
  return ratings;
}

http::Response failed(const Error& error, bool list) {
  const auto* conflict = dynamic_cast<const audience::RatingConflict*>(&error);
  if (!conflict) return response_of_exception(audience::thrown_as(error));
  const std::string where = list ? fmt::format("ratings[{}].id", conflict->place()) : "id";
  return http::response_of(
      {409, where, "already belongs to another rating", "give each rating its own id"});
}

Json added_json(const audience::RatingsAdded& added) {
  return {{"added", added.added}, {"duplicates", added.duplicates}};
}

}  // namespace

void answer_ratings(Api& api, const http::Request& request, const http::Reply& reply) {
  check_query(request, {});
  const Json body = object_of(request);
  const bool list = body.contains("ratings");
  std::vector<Rating> ratings = ratings_of(api, request, body);
  api.gate.take_ratings(request, ratings.size(), http::RateLimit::Clock::now());
  const bool taken = api.desk.hand_in(
      std::move(ratings),
      [reply, list, &log = api.log](const audience::RatingsAdded& added, const Error* error) {
        if (!error) return reply(json_response(added_json(added), 201));
        if (!dynamic_cast<const audience::RatingConflict*>(error))
          log.error(LogKind::store, std::string("ratings were not stored: ") + error->what());
        reply(failed(*error, list));
      });
  if (!taken)
    throw http::Refusal{503,
                        "ratings",
                        "too many ratings are waiting to be written",
                        "send them again in a moment",
                        {{"Retry-After", "1"}}};
}

}  // namespace mien::serve
