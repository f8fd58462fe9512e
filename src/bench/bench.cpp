#include "bench/bench.h"

#include <algorithm>

#include <fmt/format.h>

#include "mien/error.h"
#include "mien/version.h"

#include "base/clock.h"
#include "base/text.h"
#include "bench/bench_extras.h"
#include "bench/bench_row.h"
#include "machine/machine.h"
#include "recordings/approaches/approaches.h"

namespace mien::bench {

using nlohmann::json;

namespace {

// Shares of the whole work, for the progress.
constexpr double kReferenceEnd = 0.05, kSurveyEnd = 0.2, kTimedEnd = 0.7, kProfileEnd = 0.78,
                 kBuildsEnd = 0.86, kComparisonsEnd = 0.94;

// Of the time where it has an end.
constexpr double kReferenceShare = 0.06, kSurveyShare = 0.55;

constexpr double kShortestProfile = 2;  // seconds: some hundred samples of each core
constexpr double kSettled = 0.02;       // of the median: more repeats would say the same

void check_names(const std::vector<std::string>& asked) {
  std::vector<std::string> names;
  for (const auto& kind : recordings::approaches()) names.emplace_back(kind.name);
  for (const std::string& name : asked)
    if (std::ranges::find(names, name) == names.end())
      throw Error(ErrorKind::usage, "approach '" + name + "'", "there is no such approach",
                  did_you_mean(name, names));
}

const BenchRow* baseline_in(const std::vector<BenchRow>& rows) {
  const auto found = std::ranges::find_if(
      rows, [](const BenchRow& row) { return row.timed.job.approach == "baseline"; });
  return found == rows.end() ? nullptr : &*found;
}

// The fastest that runs on several workers and infers every frame: its curve is about cores alone.
const BenchRow* best_to_scale(const std::vector<BenchRow>& rows) {
  const BenchRow* best = nullptr;
  for (const BenchRow& row : rows) {
    const bool single =
        std::ranges::any_of(recordings::approaches(), [&](const recordings::ApproachKind& kind) {
          return kind.name == row.timed.job.approach &&
                 kind.parallelism == recordings::Parallelism::none;
        });
    if (single || row.tracked || row.over_mpi || row.timed.runs.empty()) continue;
    if (!best || row.timed.median_fps() > best->timed.median_fps()) best = &row;
  }
  return best;
}

/// A bench under way: what is there when it is interrupted is the result.
class Bench {
 public:
  Bench(const BenchOptions& options, const StudyTools& tools, const Clock& clock)
      : options_(options), tools_(tools), budget_(options.duration, tools, clock) {
    for (const Job& job : bench_jobs(options)) rows_.push_back(make_row(job));
  }

  void measure() try {
    look_for_reference();
    survey_all();
    compare_faces(rows_);
    if (reference_) recall_faces_ = measure_recall(rows_, *reference_);
    time_all();
    profile_all();
    if (options_.extras) extras();
  } catch (const Interrupted&) {
    interrupted_ = true;
  }

  json result() const {
    const BenchRow* baseline = baseline_in(rows_);
    json results = json::array();
    for (const BenchRow& row : rows_)
      results.push_back(row_json(row, baseline ? &baseline->timed : nullptr));
    json object = {{"results", std::move(results)},
                   {"machine", machine_json()},
                   {"version", kVersion},
                   {"inputs", options_.inputs},
                   {"repeats", options_.repeats},
                   {"seconds", options_.seconds},
                   {"reference", reference_ ? reference_->to_json() : json()},
                   {"recall_faces", recall_faces_},
                   {"builds", builds_},
                   {"comparisons", comparisons_},
                   {"scaling", scaling_},
                   {"interrupted", interrupted_}};
    if (!reference_error_.empty()) object["reference_error"] = reference_error_;
    if (machine::usable_cores() == 1)
      object["note"] = "one core: approaches with several workers cannot be faster here";
    return object;
  }

 private:
  void say(const char* what, const BenchRow& row, std::size_t index, double from, double to) const {
    tools_.say(fmt::format("{}, {}", what, row.timed.job.approach),
               from + (to - from) * static_cast<double>(index) / static_cast<double>(rows_.size()));
  }

  void survey_all() {
    const double end = budget_.elapsed() + kSurveyShare * (budget_.whole() - budget_.elapsed());
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      BenchRow& row = rows_[i];
      say("warm-up", row, i, kReferenceEnd, kSurveyEnd);
      const double each = budget_.each(rows_.size() - i, end);
      survey(row, options_, each, budget_);
      tools_.tell(fmt::format("{} of {}  {}, {}: {}", i + 1, rows_.size(), row.timed.job.approach,
                              row.timed.job.detector,
                              row.survey
                                  ? fmt::format("{:.1f} fps in the first pass", row.survey->fps)
                                  : row.timed.error));
    }
  }

  // Without a reference there is no recall; the times are worth having all the same.
  void look_for_reference() try {
    if (options_.reference.empty()) return;
    tools_.say("reference, " + options_.reference, 0);
    reference_ = make_reference({.inputs = options_.inputs,
                                 .detector = options_.reference,
                                 .seconds = options_.duration * kReferenceShare,
                                 .folder = options_.folder},
                                [&](Series& series) { budget_.measure(series); });
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::input) throw;
    reference_error_ = error.what();
  }

  void time_all() {
    std::vector<Series> series;
    for (BenchRow& row : rows_) series.push_back(std::move(row.timed));
    const auto keep = [&] {
      for (std::size_t i = 0; i < rows_.size(); ++i) rows_[i].timed = std::move(series[i]);
    };
    try {
      interleave(series, options_.repeats, tools_, "measuring", kSurveyEnd, kTimedEnd, kSettled,
                 &budget_);
    } catch (...) {
      keep();
      throw;
    }
    keep();
    // Where the time was over before, the first look is the figure.
    for (BenchRow& row : rows_)
      if (row.timed.runs.empty() && !row.timed.failed() && row.survey)
        row.timed.runs.push_back(*row.survey);
  }

  void profile_all() {
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const double seconds = std::max(kShortestProfile, options_.seconds / 2);
      if (rows_[i].timed.failed() || !budget_.fits(seconds, budget_.whole())) continue;
      say("snapshot", rows_[i], i, kTimedEnd, kProfileEnd);
      Series once{.job = rows_[i].timed.job};
      once.job.profile = true;
      once.job.seconds = seconds;
      once.job.passes = 1000;
      budget_.measure(once);
      if (!once.failed()) rows_[i].profiled = std::move(once.runs.front());
    }
  }

  void extras() {
    builds_ = bench_builds(options_, tools_, kProfileEnd, kBuildsEnd);
    comparisons_ = bench_comparisons(options_, tools_, kBuildsEnd, kComparisonsEnd);
    if (const BenchRow* best = best_to_scale(rows_))
      scaling_ = bench_scaling(best->timed.job, machine::usable_cores(), options_, tools_,
                               kComparisonsEnd, 1);
  }

  const BenchOptions& options_;
  const StudyTools& tools_;
  TimeBudget budget_;
  std::vector<BenchRow> rows_;
  std::optional<Reference> reference_;
  std::int64_t recall_faces_ = 0;
  std::string reference_error_;
  json builds_ = json::array(), comparisons_ = json::array(), scaling_ = json::array();
  bool interrupted_ = false;
};

}  // namespace

std::vector<Job> bench_jobs(const BenchOptions& options) {
  check_names(options.approaches);
  std::vector<Job> jobs;
  for (const auto& kind : recordings::approaches()) {
    const bool asked = options.approaches.empty() ||
                       std::ranges::find(options.approaches, kind.name) != options.approaches.end();
    if (!asked) continue;
    Job job = make_job(options.inputs, std::string(kind.name));
    job.width = options.width;
    job.workers = options.workers;
    choose_frames(job, options.detect_fps);
    if (kind.family == chain::Family::hog) {
      job.detector = "hog";
      jobs.push_back(std::move(job));
      continue;
    }
    job.precision = options.precision;
    job.demand = options.demand;
    for (const std::string& detector : options.detectors) {
      job.detector = detector;
      jobs.push_back(job);
    }
  }
  return jobs;
}

json bench(const BenchOptions& options, const StudyTools& tools, const Clock& clock) {
  Bench bench(
      options, tools, clock ? clock : [] { return steady_ms() / 1e3; });
  bench.measure();
  return bench.result();
}

}  // namespace mien::bench
