#include "serve/store_metrics.h"

#include <iterator>
#include <string_view>

#include <fmt/format.h>

namespace mien::serve {

namespace {

void line(std::string& text, std::string_view name, std::string_view type, std::string_view help,
          double value) {
  fmt::format_to(std::back_inserter(text), "# HELP {0} {2}\n# TYPE {0} {1}\n{0} {3}\n", name, type,
                 help, value);
}

}  // namespace

std::string store_lines(const audience::StoreDeskCounts& counts) {
  std::string text;
  const auto out = std::back_inserter(text);
  const auto number = [](std::int64_t value) { return static_cast<double>(value); };
  if (counts.last_commit)
    line(text, "mien_store_last_commit_timestamp_seconds", "gauge",
         "When ratings or stays were written last.",
         number(since_1970_ms(*counts.last_commit)) / 1e3);
  fmt::format_to(out,
                 "# HELP mien_store_failures_total Writes that failed, by kind.\n"
                 "# TYPE mien_store_failures_total counter\n");
  for (std::size_t i = 0; i < counts.failures.size(); ++i)
    fmt::format_to(out, "mien_store_failures_total{{kind=\"{}\"}} {}\n",
                   name_of(static_cast<DatabaseFault>(i)), counts.failures[i]);
  line(text, "mien_store_lost_exposures_total", "counter",
       "Stays that were lost because too many were waiting to be written.",
       number(counts.lost_exposures));
  line(text, "mien_store_refused_hand_ins_total", "counter",
       "Rating requests refused because too many were waiting.", number(counts.refused));
  line(text, "mien_store_conflicts_total", "counter",
       "Ratings refused because another rating has the id.", number(counts.conflicts));
  line(text, "mien_store_undone_ratings_total", "counter", "Ratings taken back.",
       number(counts.undone));
  line(text, "mien_clock_steps_total", "counter", "Times that the wall clock was set.",
       number(counts.clock_steps));
  line(text, "mien_clock_last_step_seconds", "gauge", "By how much it was set last.",
       number(counts.last_clock_step.count()) / 1e3);
  line(text, "mien_clock_doubtful", "gauge",
       "1 while the clock is implausible: retention and new figures are suspended.",
       counts.clock_doubtful ? 1 : 0);
  line(text, "mien_retention_kept_rows", "gauge",
       "Rows that retention would delete if the implausible clock were right.",
       number(counts.kept_rows));
  return text;
}

}  // namespace mien::serve
