// Ratings by the operator: imported, taken back.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "imports/ratings_csv.h"
#include "imports/table_header.h"
#include "serve/answers.h"
#include "serve/query.h"
#include "stays/schedule.h"
#include "stays/timely.h"

namespace mien::serve {

namespace {

constexpr std::size_t kAtOnce = 1000;

// Not one line could be read: no import, whatever the status of an empty one.
[[noreturn]] void refuse_all(std::size_t lines, const std::vector<imports::BadLines>& causes) {
  std::string what = "none of its " + counted(lines, "line") + " could be read";
  constexpr std::size_t kNamed = 5;
  for (std::size_t i = 0; i < std::min(causes.size(), kNamed); ++i)
    what += "; " + in_words(causes[i]);
  refuse_value("body", what,
               causes.front().remedy.empty() ? "correct these lines and send the file again"
                                             : causes.front().remedy);
}

imports::RatingsCsvOptions import_options(const Api& api, const http::Request& request) {
  check_query(request, {"source", "scale", "utc_offset", "dates", "encoding", "separator"});
  imports::RatingsCsvOptions options{.file = "body",
                                     .scale = number_of(request, "scale", 2, 1000, 5)};
  if (const auto& offset = request.query_or_empty("utc_offset"); !offset.empty()) {
    options.utc_offset = parse_offset(offset);
    if (!options.utc_offset) refuse_value("utc_offset", "is not an offset", "write it as %2B01:00");
  }
  options.clock = api.store_options.utc_offset;
  options.contents = imports::called(api.config.now()->contents);
  for (const auto& [key, target] :
       {std::pair{"source", &options.source}, std::pair{"dates", &options.dates},
        std::pair{"encoding", &options.encoding}, std::pair{"separator", &options.separator}})
    if (const auto& value = request.query_or_empty(key); !value.empty()) *target = value;
  return options;
}

}  // namespace

http::Response answer_import(Api& api, const http::Request& request) {
  imports::RatingsCsv csv = imports::read_ratings_csv(request.body, import_options(api, request));
  if (csv.ratings.empty() && !csv.bad.empty()) refuse_all(csv.bad.size(), by_cause(csv.bad, true));
  const auto contents = content_names(*api.config.now());
  for (audience::Rating& rating : csv.ratings)  // other programs' spelling
    rating.content = audience::other_case_of(rating.content, contents).value_or(rating.content);
  imports::leave_out_untimely(csv, wall_now(), api.store_options.retention_days.value_or(0));
  audit(api, request, "ratings imported", counted(csv.ratings.size(), "rating"));
  audience::RatingsAdded sum;
  for (std::size_t i = 0; i < csv.ratings.size(); i += kAtOnce) {
    const auto begin = csv.ratings.begin() + static_cast<std::ptrdiff_t>(i);
    const auto end = csv.ratings.begin() +
                     static_cast<std::ptrdiff_t>(std::min(i + kAtOnce, csv.ratings.size()));
    const auto added = api.desk.hand_in_and_wait({begin, end}, audience::OnConflict::leave_out);
    sum.added += added.added;
    sum.duplicates += added.duplicates;
    for (const std::size_t place : added.conflicts) imports::note_conflict(csv, i + place);
  }
  if (sum.added == 0 && sum.duplicates == 0 && !csv.bad.empty())
    refuse_all(csv.bad.size(), by_cause(csv.bad, true));
  return json_response({{"imported", sum.added},
                        {"duplicates", sum.duplicates},
                        {"local_times", csv.times.local},
                        {"repeated_times", csv.times.repeated},
                        {"bad_lines", json_of(csv.bad)},
                        {"bad_causes", json_of(by_cause(csv.bad, true))},
                        {"ignored_columns", csv.ignored_columns}});
}

http::Response answer_ratings_delete(Api& api, const http::Request& request) {
  check_query(request, {"token", "camera", "content", "source", "from", "to"});
  if (request.query.empty())
    refuse_value("query", "names no criterion and would take back every rating",
                 "name a token, a camera, a content, a source, or a time (from, to)");
  const audience::Filter filter = filter_of(request);
  if (const auto why = audience::why_no_range(filter.from, filter.to, wall_now()))
    refuse_value("from, to", *why, "check the dates");
  const audience::RatingFilter which{.token = request.query_or_empty("token"),
                                     .camera = filter.camera,
                                     .content = filter.content,
                                     .source = request.query_or_empty("source"),
                                     .from = filter.from,
                                     .to = filter.to};
  const std::string words = audience::words_of(which);
  audit(api, request, "ratings taken back", words);
  const std::int64_t undone = api.desk.undo_and_wait(which);
  api.cache.clear();
  audit(api, request, "ratings taken back",
        fmt::format("{}: {}", words, counted(undone, "rating")));
  return json_response({{"undone", undone}});
}

}  // namespace mien::serve
