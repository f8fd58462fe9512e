#include "serve/store_metrics.h"

#include "serve/metrics.h"

namespace mien::serve {

std::string store_lines(const audience::StoreDeskCounts& counts) {
  std::string text;
  const auto number = [](std::int64_t value) { return static_cast<double>(value); };
  if (counts.last_commit)
    metric_line(text, "mien_store_last_commit_timestamp_seconds", "gauge",
                "When ratings or stays were written last.",
                number(since_1970_ms(*counts.last_commit)) / 1e3);
  metric_head(text, "mien_store_failures_total", "counter", "Writes that failed, by kind.");
  for (std::size_t i = 0; i < counts.failures.size(); ++i)
    metric_sample(text, "mien_store_failures_total", "kind", name_of(static_cast<DatabaseFault>(i)),
                  counts.failures[i]);
  metric_line(text, "mien_store_lost_exposures_total", "counter",
              "Stays that were lost because too many were waiting to be written.",
              number(counts.lost_exposures));
  metric_line(text, "mien_store_refused_hand_ins_total", "counter",
              "Rating requests refused because too many were waiting.", number(counts.refused));
  metric_line(text, "mien_store_conflicts_total", "counter",
              "Ratings refused because another rating has the id.", number(counts.conflicts));
  metric_line(text, "mien_store_undone_ratings_total", "counter", "Ratings taken back.",
              number(counts.undone));
  metric_line(text, "mien_clock_steps_total", "counter", "Times that the wall clock was set.",
              number(counts.clock_steps));
  metric_line(text, "mien_clock_last_step_seconds", "gauge", "By how much it was set last.",
              number(counts.last_clock_step.count()) / 1e3);
  metric_line(text, "mien_clock_doubtful", "gauge",
              "1 while the clock is implausible: retention and new figures are suspended.",
              counts.clock_doubtful ? 1 : 0);
  metric_line(text, "mien_retention_kept_rows", "gauge",
              "Rows that retention would delete if the implausible clock were right.",
              number(counts.kept_rows));
  return text;
}

}  // namespace mien::serve
