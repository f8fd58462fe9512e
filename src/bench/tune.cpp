#include "bench/tune.h"

#include <algorithm>
#include <numeric>
#include <set>

#include <fmt/format.h>

#include "mien/error.h"
#include "mien/version.h"

#include "base/repeats.h"
#include "bench/tune_evidence.h"

namespace mien::bench {

using nlohmann::json;

namespace {

constexpr double kViewShare = 0.25, kShortestView = 1, kLongestView = 10;  // of looks
constexpr std::size_t kVerified = 4;  // of the search's best: it saw each of them once
constexpr int kVerifyRounds = 5;
constexpr double kHalvingShare = 0.45, kClimbShare = 0.6;  // of the time that is left
constexpr double kSearchShare = 0.75;  // where verifying begins, for the progress

// What changes what is seen, and so what recall is measured of once.
std::string view_of(const Job& job) {
  return fmt::format("{} {} {} px, {}{}{}", job.detector, job.precision, job.width,
                     job.detect_fps > 0 ? fmt::format("{:g} fps", job.detect_fps) : "every frame",
                     job.tuning.skip_loop_filter ? ", no loop filter" : "",
                     job.build.empty() ? "" : ", dlib " + job.build);
}

class Tuner {
 public:
  Tuner(const TuneOptions& options, const StudyTools& tools, const Clock& clock)
      : options_(options), tools_(tools), clock_(clock), begin_(clock()) {
    for (Job& job : tune_space(options)) trials_.push_back({.job = std::move(job)});
    if (trials_.empty())
      throw Error(ErrorKind::usage, "tune", "there is nothing to choose from",
                  "name approaches or detectors");
  }

  json run() {
    try {
      guard();
      search();
      verify();
      show_changes();
    } catch (const Interrupted&) {
      interrupted_ = true;
    }
    if (!winner_ && !ranking_.empty()) winner_ = ranking_.front();
    if (!winner_) take_best_so_far();
    return result();
  }

 private:
  double left() const { return options_.duration - (clock_() - begin_); }

  // Settings that see too little are out before they are timed.
  void guard() {
    if (options_.reference.empty() || options_.min_recall <= 0) return;
    tools_.say("reference, " + options_.reference, 0);
    const Reference reference = make_reference(
        {.inputs = options_.inputs, .detector = options_.reference, .folder = options_.folder},
        tools_);
    reference_ = reference.to_json();
    if (reference.faces == 0)
      throw Error(ErrorKind::usage, "tune", "the reference sees no face of 40 px and more",
                  "give footage with faces, or --min-recall 0");
    std::set<std::string> views;
    for (const Trial& trial : trials_) views.insert(view_of(trial.job));
    view_seconds_ = std::clamp(options_.duration * kViewShare / static_cast<double>(views.size()),
                               kShortestView, kLongestView);
    for (Trial& trial : trials_) judge(trial, reference);
    if (std::ranges::any_of(trials_, [](const Trial& trial) { return trial.verdict.empty(); }))
      return;
    const auto best = std::ranges::max_element(views_, {}, [](const auto& v) { return v.second; });
    if (best == views_.end())
      throw Error(ErrorKind::internal, "tune", "nothing could be measured",
                  trials_.front().verdict);
    throw Error(
        ErrorKind::usage, "--min-recall",
        fmt::format("nothing finds {:.0f} % of the reference's faces; the best is {:.0f} % ({})",
                    options_.min_recall * 100, best->second * 100, best->first),
        "lower it, or allow more with --widths and --detectors");
  }

  void judge(Trial& trial, const Reference& reference) {
    const std::string view = view_of(trial.job);
    if (const auto failed = failed_views_.find(view); failed != failed_views_.end()) {
      trial.verdict = failed->second;
      return;
    }
    if (!views_.contains(view)) {
      tools_.say("what is seen by " + view, 0);
      const Recall recall = look(trial.job, reference, view);
      if (failed_views_.contains(view)) {
        trial.verdict = failed_views_[view];
        return;
      }
      views_[view] = recall.value();
    }
    trial.recall = views_[view];
    if (*trial.recall < options_.min_recall) trial.verdict = "sees too little";
  }

  // The approach does not change what is seen: the plain one looks, with every core.
  Recall look(const Job& job, const Reference& reference, const std::string& view) {
    Series once{.job = job};
    if (job.detector != "hog" && job.detector != "mmod")
      once.job.approach = job.detect_fps > 0 ? "cnn-per-core-tracked" : "cnn-per-core";
    once.job.seconds = view_seconds_;
    once.job.faces = options_.folder / "view.jsonl";
    measure_once(once, tools_);
    if (once.failed()) {
      failed_views_[view] = once.error;
      return {};
    }
    const Seen seen = read_faces(once.job.faces, options_.inputs.size());
    std::error_code ignored;
    std::filesystem::remove(once.job.faces, ignored);
    return recall_of(reference.seen, seen, job.detect_fps > 0);
  }

  void search() {
    if (!options_.grid) {
      ranking_ = halve(trials_, std::max(0.0, left() * kHalvingShare), tools_, clock_);
      ranking_ = climb(trials_, ranking_, std::max(0.0, left() * kClimbShare), tools_, clock_);
      return;
    }
    for (std::size_t i = 0; i < trials_.size(); ++i) {
      Trial& trial = trials_[i];
      if (!trial.verdict.empty()) continue;
      tools_.say(fmt::format("grid, {} of {}", i + 1, trials_.size()),
                 static_cast<double>(i) / static_cast<double>(trials_.size()));
      Series once{.job = lengthened(trial.job, options_.grid_seconds)};
      measure_once(once, tools_);
      if (once.failed()) {
        trial.verdict = once.error;
        continue;
      }
      trial.fps = once.runs.front().fps;
      trial.rung = 0;
      trial.seconds = options_.grid_seconds;
      ranking_.push_back(i);
    }
    std::ranges::stable_sort(ranking_, std::greater<>(),
                             [&](std::size_t i) { return trials_[i].fps; });
  }

  static Job lengthened(Job job, double seconds) {
    job.passes = 1000;
    job.seconds = seconds;
    return job;
  }

  // Fresh interleaved runs: the first of a search was lucky as well as fast.
  void verify() {
    if (ranking_.empty()) return;
    winner_ = ranking_.front();
    const std::size_t count = std::min(ranking_.size(), kVerified);
    if (count < 2) return;
    const double runs = static_cast<double>(count) * kVerifyRounds;
    const double seconds = std::clamp(left() / (1.25 * runs), 1.0, 5.0);
    std::vector<Series> again;
    for (std::size_t place = 0; place < count; ++place)
      again.push_back({.job = lengthened(trials_[ranking_[place]].job, seconds)});
    interleave(again, kVerifyRounds, tools_, "verifying", kSearchShare, 0.95);
    std::vector<std::size_t> order(count), ranking = ranking_;
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, std::greater<>(), [&](std::size_t place) {
      return again[place].failed() ? -1 : again[place].median_fps();
    });
    const Series &first = again[order[0]], &second = again[order[1]];
    if (first.failed())
      throw Error(ErrorKind::internal, "tune", "the best fail when run again: " + first.error);
    for (std::size_t place = 0; place < count; ++place) {
      const Series& series = again[order[place]];
      ranking_[place] = ranking[order[place]];
      if (!series.failed()) trials_[ranking_[place]].fps = series.median_fps();
    }
    winner_ = ranking_[0];
    verification_ = {
        {"winner_fps", first.fps()}, {"runner_up_fps", second.fps()}, {"swapped", order[0] != 0}};
    if (second.failed()) return;
    const auto ratio = ratio_of_medians(first.fps(), second.fps());
    verification_["ratio"] = ratio.value;
    verification_["interval"] = {ratio.low, ratio.high};
  }

  void show_changes() {
    if (winner_)
      changes_ = measure_changes(trials_.front().job, trials_[*winner_].job,
                                 std::clamp(left() / 20, 0.5, 2.0), tools_);
  }

  void take_best_so_far() {
    for (std::size_t i = 0; i < trials_.size(); ++i)
      if (trials_[i].rung >= 0 && trials_[i].verdict != "sees too little" &&
          (!winner_ || std::pair(trials_[i].rung, trials_[i].fps) >
                           std::pair(trials_[*winner_].rung, trials_[*winner_].fps)))
        winner_ = i;
  }

  json result() {
    if (ranking_.size() > 1) trials_[ranking_[1]].verdict = "runner-up";
    for (std::size_t i = 0; i < trials_.size(); ++i)
      if (trials_[i].verdict.empty() && i != winner_) trials_[i].verdict = "dropped";
    if (winner_) trials_[*winner_].verdict = "winner";
    json trials = json::array(), views = json::object();
    for (const Trial& trial : trials_) trials.push_back(trial_json(trial));
    for (const auto& [view, recall] : views_) views[view] = recall;
    json object = {{"winner", winner_ ? trial_json(trials_[*winner_]) : json()},
                   {"default", trial_json(trials_.front())},
                   {"trials", std::move(trials)},
                   {"verification", verification_},
                   {"changes", changes_},
                   {"views", std::move(views)},
                   {"reference", reference_},
                   {"min_recall", options_.min_recall},
                   {"search", options_.grid ? "grid" : "successive halving, then uphill"},
                   {"seconds", clock_() - begin_},
                   {"inputs", options_.inputs},
                   {"machine", machine_json()},
                   {"version", kVersion},
                   {"interrupted", interrupted_}};
    object["best_yaml"] = winner_ ? json(best_yaml(object, trials_[*winner_].job)) : json();
    return object;
  }

  const TuneOptions& options_;
  const StudyTools& tools_;
  const Clock& clock_;
  double begin_, view_seconds_ = kLongestView;
  std::vector<Trial> trials_;
  std::map<std::string, double> views_;
  std::map<std::string, std::string> failed_views_;
  std::vector<std::size_t> ranking_;
  std::optional<std::size_t> winner_;
  json verification_, changes_ = json::array(), reference_;
  bool interrupted_ = false;
};

}  // namespace

json tune(const TuneOptions& options, const StudyTools& tools, const Clock& clock) {
  return Tuner(options, tools, clock).run();
}

}  // namespace mien::bench
