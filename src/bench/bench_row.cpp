#include "bench/bench_row.h"

#include <algorithm>

#include <fmt/format.h>

#include "bench/measure.h"
#include "machine/machine.h"
#include "recordings/approaches/approaches.h"
#include "statistics/repeats.h"

namespace mien::bench {

using nlohmann::json;

namespace {

constexpr double kShortestSurvey = 0.5;
constexpr double kSurveySeconds = 12;  ///< of an approach too slow for a whole pass

std::string add_words(const std::string& text, const std::string& more) {
  return text.empty() || more.empty() ? text + more : text + "; " + more;
}

/// Of what the snapshot says of one target; null where it says nothing.
json snapshot_value(const BenchRow& row, const char* target) {
  if (!row.profiled) return nullptr;
  const json& snapshot = row.profiled->raw.value("snapshot", json());
  if (!snapshot.is_object() || !snapshot.contains(target)) return nullptr;
  return snapshot[target].value("value", json());
}

std::string stalls_reason(const BenchRow& row) {
  if (!row.profiled) return "no snapshot was taken";
  const json& snapshot = row.profiled->raw.value("snapshot", json());
  if (!snapshot.is_object() || !snapshot.contains("memory_stalls")) return "no snapshot was taken";
  return snapshot["memory_stalls"].value("reason", std::string());
}

// CPU time against what the usable cores could have given: covers children too.
double utilisation(const Series& timed) {
  std::vector<double> shares;
  for (const Measurement& run : timed.runs)
    if (run.wall_seconds > 0)
      shares.push_back(
          std::min(1.0, run.cpu_seconds / (run.wall_seconds * machine::usable_cores())));
  return shares.empty() ? 0 : median(shares);
}

void add_speedup(json& result, const Series& timed, const Series* baseline) {
  result["speedup_vs_baseline"] = result["speedup_interval"] = nullptr;
  if (!baseline || baseline->runs.empty()) return;
  const auto own = timed.fps(), base = baseline->fps();
  const std::size_t rounds = std::min(own.size(), base.size());  // fewer after Ctrl-C
  const auto ratio = ratio_of_medians(std::span(own).first(rounds), std::span(base).first(rounds));
  result["speedup_vs_baseline"] = ratio.value;
  result["speedup_interval"] = {ratio.low, ratio.high};
}

void add_times(json& result, const BenchRow& row) {
  const auto fps = row.timed.fps();
  const Spread spread = spread_of(fps);
  const Measurement& last = row.timed.runs.back();
  result["frames"] = last.frames;
  result["workers"] = last.workers;
  result["detector"] = last.detector;
  result["precision"] = last.precision;
  result["build"] = last.build;
  result["fps_median"] = spread.median;
  result["fps_min"] = spread.min;
  result["fps_max"] = spread.max;
  result["fps_runs"] = fps;
  result["ms_per_frame"] = 1e3 / spread.median;
  std::vector<double> cpu;
  for (const Measurement& run : row.timed.runs) cpu.push_back(run.cpu_ms_per_frame());
  result["cpu_ms_per_frame"] = median(cpu);
  result["stages_ms"] = last.raw.value("stages_ms", json());
  result["read_bytes_steady"] = last.raw.value("read_bytes_steady", json());
  std::vector<double> others;
  for (const Measurement& run : row.timed.runs)
    if (const json busy = run.raw.value("others_busy", json()); busy.is_number())
      others.push_back(busy.get<double>());
  result["others_busy"] = others.empty() ? json() : json(median(others));
  result["incidents"] = last.raw.value("incidents", json::array());
}

void add_snapshot(json& result, const BenchRow& row) {
  result["core_utilisation"] = utilisation(row.timed);
  result["vectorisation"] = snapshot_value(row, "vectorisation");
  result["memory_stalls"] = snapshot_value(row, "memory_stalls");
  if (result["memory_stalls"].is_null()) result["memory_stalls_reason"] = stalls_reason(row);
}

}  // namespace

BenchRow make_row(const Job& job) {
  BenchRow row{.timed = {.job = job}};
  for (const auto& kind : recordings::approaches()) {
    if (kind.name != job.approach) continue;
    row.tracked = kind.samples && job.detect_fps > 0;
    row.over_mpi = kind.parallelism == recordings::Parallelism::mpi;
  }
  return row;
}

void survey(BenchRow& row, const BenchOptions& options, double seconds, TimeBudget& budget) {
  Series first{.job = row.timed.job};
  first.job.faces =
      options.folder / fmt::format("faces-{}-{}.jsonl", first.job.approach, first.job.detector);
  first.job.seconds =
      std::clamp(seconds, kShortestSurvey, std::max(options.seconds, kSurveySeconds));
  budget.measure(first, budget.elapsed() + 2 * budget.cost(first.job.seconds));
  if (first.failed()) {
    row.timed.error = first.error;
    row.timed.kind = first.kind;
    return;
  }
  row.survey = first.runs.front();
  set_length(row.timed.job, options.seconds, row.survey->fps,
             static_cast<double>(row.survey->frames), row.survey->workers, true);
  if (!std::filesystem::exists(first.job.faces)) return;
  row.seen = read_faces(first.job.faces, options.inputs.size());
  std::error_code ignored;
  std::filesystem::remove(first.job.faces, ignored);
}

std::int64_t measure_recall(std::vector<BenchRow>& rows, const Reference& reference) {
  Seen common = reference.seen;
  for (const BenchRow& row : rows)
    if (row.seen) common = seen_by_both(common, *row.seen, row.tracked);
  for (BenchRow& row : rows)
    if (row.seen) row.recall = recall_of(common, *row.seen, row.tracked);
  return recall_of(common, common, false).faces;
}

void compare_faces(std::vector<BenchRow>& rows) {
  const auto alike = [](const BenchRow& a, const BenchRow& b) {
    const json &x = a.survey->raw, &y = b.survey->raw;
    return a.survey->detector == b.survey->detector && a.survey->precision == b.survey->precision &&
           x.value("width", 0) == y.value("width", 0) &&
           a.timed.job.upsample == b.timed.job.upsample;
  };
  const auto comparable = [](const BenchRow& row) {
    return row.seen && row.survey && !row.tracked;
  };
  for (std::size_t i = 0; i < rows.size(); ++i) {
    BenchRow& row = rows[i];
    if (!comparable(row)) continue;
    // The first of the same build of dlib; for the first of a build, the first of all.
    const BenchRow* first = nullptr;
    for (std::size_t j = i; j-- > 0;) {
      if (!comparable(rows[j]) || !alike(rows[j], row)) continue;
      const bool same_build = rows[j].survey->build == row.survey->build;
      const bool has_same = first && first->survey->build == row.survey->build;
      if (same_build || !has_same) first = &rows[j];
    }
    if (!first) continue;
    const Equality equality = compare(*first->seen, *row.seen);
    row.equal = equality.frames > 0 && equality.equal();
    if (const auto words = equality.words(); !words.empty())
      row.note = add_words(row.note, fmt::format("{} from {}", words, first->timed.job.approach));
  }
}

json row_json(const BenchRow& row, const Series* baseline) {
  const Job& job = row.timed.job;
  json result = {{"approach", job.approach},
                 {"detector", job.detector},
                 {"width", job.width},
                 {"detect_fps", row.tracked ? json(job.detect_fps) : json()},
                 {"equal_faces", row.equal ? json(*row.equal) : json()}};
  if (row.timed.runs.empty()) {
    result["error"] = row.timed.failed() ? row.timed.error : "not measured: interrupted";
    return result;
  }
  add_times(result, row);
  add_speedup(result, row.timed, baseline);
  add_snapshot(result, row);
  result["faces"] = row.survey ? json(row.survey->faces) : json();
  result["frames_surveyed"] = row.survey ? json(row.survey->frames) : json();
  const bool known = row.recall && row.recall->faces > 0;
  result["recall_vs_reference"] = known ? json(row.recall->value()) : json();
  if (row.recall) result["reference_faces"] = row.recall->faces;
  if (row.survey) {
    result["frames_decoded"] = row.survey->raw.value("decoded", json());
    result["frames_skipped"] = row.survey->raw.value("skipped", json());
  }
  result["skip_loop_filter"] = job.tuning.skip_loop_filter;
  result["demand"] = works_on_demand(job) ? job.demand : "off";
  if (!row.note.empty()) result["note"] = row.note;
  if (row.timed.failed()) result["error_later"] = row.timed.error;
  return result;
}

}  // namespace mien::bench
