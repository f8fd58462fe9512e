#include <iterator>

#include <fmt/format.h>

#include "serve/answers.h"
#include "serve/query.h"

namespace mien::serve {

namespace {

constexpr std::size_t kMaxRows = 100'000;

/// A field that no spreadsheet takes for a formula.
std::string field(std::string text) {
  if (!text.empty() && std::string_view("=+-@\t").find(text.front()) != std::string_view::npos)
    text.insert(0, 1, '\'');
  if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted.push_back('"');
    quoted.push_back(c);
  }
  return quoted + "\"";
}

std::string number(const std::optional<double>& value) {
  return value ? fmt::format("{:.4f}", *value) : "";
}

std::string header() {
  std::string line =
      "begin,end,span,camera,content,exposures,people,dwell_s,dwell_spread_s,attention,valence,"
      "valence_spread,change";
  for (std::size_t i = 0; i <= kEmotions; ++i)
    line += "," + std::string(name_of(static_cast<Emotion>(i)));
  return line + ",reaction_share,reaction_delay_s\n";
}

void add_row(std::string& text, std::string_view whose, const audience::Figures& f) {
  auto out = std::back_inserter(text);
  fmt::format_to(out, "{},{},{},{:.2f},{:.2f},{},{},{:.4f},{}", whose, f.exposures, f.people,
                 f.dwell_s, f.dwell_spread_s, number(f.attention), number(f.valence),
                 f.valence_spread, number(f.change));
  for (const auto& share : f.labels) fmt::format_to(out, ",{}", number(share));
  fmt::format_to(out, ",{},{}\n", number(f.reaction_share), number(f.reaction_delay_s));
}

}  // namespace

// A row per span, camera and content of which something was published. A figure of too few within
// it is an empty field.
http::Response answer_export(Api& api, const http::Request& request) {
  check_query(request, {"span", "from", "to"});
  const audience::Span span = span_of(request, audience::Span::hour);
  const std::string& span_name = request.query_or_empty("span");
  audience::Filter filter = filter_of(request);
  const auto store = api.stores.take();
  const UtcOffset& clock = api.store_options.utc_offset;
  std::string text = header();
  std::size_t rows = 0;
  for (const std::string& camera : store->cameras()) {
    filter.camera = camera;
    filter.content.clear();
    for (const auto& [content, total] : store->by_content(filter)) {
      filter.content = content;
      const std::string group = fmt::format("{},{},{}", span_name.empty() ? "hour" : span_name,
                                            field(camera), field(content));
      for (const audience::SeriesPoint& point : store->series(span, filter)) {
        if (++rows > kMaxRows)
          refuse_value("span", "more than 100000 rows",
                       "ask for a shorter period, or a longer span");
        const std::string whose =
            fmt::format("{},{},{}", rfc3339(point.begin, clock), rfc3339(point.end, clock), group);
        add_row(text, whose, *point.figures);
      }
    }
  }
  return {.content_type = "text/csv; charset=utf-8",
          .body = std::move(text),
          .headers = {{"Content-Disposition", "attachment; filename=\"mien.csv\""}}};
}

}  // namespace mien::serve
