#include "tune/tune.h"

#include <algorithm>

#include <fmt/format.h>

#include "mien/error.h"
#include "mien/version.h"

#include "tune/demand.h"
#include "tune/evidence.h"
#include "tune/finals.h"
#include "tune/views.h"

namespace mien::tune {

using nlohmann::json;

namespace {

constexpr std::size_t kFinalists = 4;  // of the search's best: it saw each of them once or twice
// Of the time: what is seen, the last runs, and at the end what each change brought, and demand.
constexpr double kViewsShare = 0.25, kFinalsShare = 0.22, kChangesShare = 0.06, kDemandShare = 0.15;
constexpr double kChangesFrom = 60;  // seconds of search, below which the verification has it all
constexpr double kHalvingShare = 0.55;

class Tuner {
 public:
  Tuner(const TuneOptions& options, const StudyTools& tools, const Clock& clock)
      : options_(options),
        tools_(tools),
        budget_(options.grid ? TimeBudget::kEndless : options.duration, tools, clock) {
    TuneSpace space = tune_space(options);
    for (Job& job : space.jobs) trials_.push_back({.job = std::move(job)});
    if (trials_.empty())
      throw Error(ErrorKind::usage, "tune", "there is nothing to choose from",
                  "name approaches or detectors");
    if (space.default_asked) return;
    trials_.front().asked = false;
    trials_.front().verdict = "not asked for";  // the search leaves it out, not the finals
  }

  json run() {
    try {
      if (!options_.reference.empty() && options_.min_recall > 0)
        views_ = look_at_views(options_, trials_, budget_, kViewsShare * budget_.whole());
      search();
      verify();
      show_changes();
      if (winner_) demand_ = choose_demand(trials_[*winner_].job, options_, budget_, demand_end());
    } catch (const bench::Interrupted&) {
      interrupted_ = true;
    }
    // A profile would be one that nobody measured.
    if (winner_ && trials_[*winner_].rung < 0) winner_.reset();
    if (!winner_) take_best_so_far();
    return result();
  }

 private:
  bool default_may_win() const { return trials_.front().sees_enough && trials_.front().asked; }

  /// Of what follows the verification.
  double late_share() const {
    return budget_.whole() >= kChangesFrom ? kChangesShare + kDemandShare : 0;
  }
  double changes_end() const { return budget_.whole() * (1 - kDemandShare); }
  double demand_end() const { return late_share() > 0 ? budget_.whole() : 0; }

  // Three rounds of the default and one more must fit at the end.
  double search_end() const {
    const double finals =
        std::max(kFinalsShare * budget_.whole(), 2 * bench::kLeastRounds * budget_.cost(1));
    return budget_.whole() * (1 - late_share()) - finals;
  }

  void search() {
    if (options_.grid) return measure_grid();
    const double now = budget_.elapsed(), end = search_end();
    ranking_ = halve(trials_, budget_, now + kHalvingShare * std::max(0.0, end - now));
    ranking_ = climb(trials_, ranking_, budget_, search_end());
  }

  void measure_grid() {
    for (std::size_t i = 0; i < trials_.size(); ++i) {
      Trial& trial = trials_[i];
      if (!trial.verdict.empty()) continue;
      budget_.say(fmt::format("grid, {} of {}", i + 1, trials_.size()),
                  0.75 * static_cast<double>(i) / static_cast<double>(trials_.size()));
      Series once{.job = trial.job};
      once.job.passes = 1000;
      once.job.seconds = options_.grid_seconds;
      budget_.measure(once);
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

  // Where there was no time to search what was asked for.
  std::optional<std::size_t> nearest_to_default() const {
    std::optional<std::size_t> nearest;
    const auto apart = [&](std::size_t i) {
      return settings_apart(trials_.front().job, trials_[i].job);
    };
    for (std::size_t i = 1; i < trials_.size(); ++i)
      if (trials_[i].sees_enough && (!nearest || apart(i) < apart(*nearest))) nearest = i;
    return nearest;
  }

  static void take_final(Trial& trial, const Series& series) {
    if (series.runs.empty()) return;
    trial.fps = series.median_fps();
    trial.rung = std::max(trial.rung, 0);
    trial.seconds = series.job.seconds;
  }

  // Fresh runs in turns: the first of a search was lucky as well as fast.
  void verify() {
    if (ranking_.empty() && !trials_.front().asked)
      if (const auto nearest = nearest_to_default()) ranking_.push_back(*nearest);
    std::vector<std::size_t> finalists{0};
    for (const std::size_t i : ranking_)
      if (i != 0 && finalists.size() <= kFinalists) finalists.push_back(i);
    std::vector<Job> jobs;
    for (const std::size_t i : finalists) jobs.push_back(trials_[i].job);
    const FinalRuns finals =
        run_finals(std::move(jobs), budget_, budget_.whole() * (1 - late_share()));
    const auto places =
        finals.tells() ? placed(finals, default_may_win()) : std::vector<std::size_t>();
    if (finals.tells() && places.empty())
      throw Error(ErrorKind::internal, "tune",
                  "the best fail when run again: " + finals.series.back().error);
    const std::optional first = ranking_.empty() ? std::nullopt : std::optional(ranking_.front());
    std::vector<std::size_t> order;
    for (const std::size_t place : places) order.push_back(finalists[place]);
    for (std::size_t place = 0; finals.tells() && place < finals.series.size(); ++place)
      take_final(trials_[finalists[place]], finals.series[place]);
    verification_ = finals_json(finals, places);
    if (!order.empty()) ranking_ = order;
    if (order.empty() && default_may_win()) ranking_.insert(ranking_.begin(), 0);
    if (!ranking_.empty()) winner_ = ranking_.front();
    if (verification_.is_object()) verification_["swapped"] = first && first != winner_;
  }

  // Step by step where there is time for it, else in one.
  void show_changes() {
    if (!winner_ || *winner_ == 0) return;
    const Job &from = trials_.front().job, &to = trials_[*winner_].job;
    changes_ = measure_changes(from, to, budget_, changes_end(), tools_);
    if (changes_.empty() && verification_.contains("over_default"))
      changes_ = one_change(trials_.front(), trials_[*winner_],
                            verification_["over_default"].get<double>());
  }

  void take_best_so_far() {
    for (std::size_t i = 0; i < trials_.size(); ++i)
      if (trials_[i].rung >= 0 && trials_[i].sees_enough && trials_[i].asked &&
          !failed(trials_[i]) &&
          (!winner_ || std::pair(trials_[i].rung, trials_[i].fps) >
                           std::pair(trials_[*winner_].rung, trials_[*winner_].fps)))
        winner_ = i;
  }

  static bool failed(const Trial& trial) {
    return !trial.verdict.empty() && trial.verdict != "dropped" && trial.verdict != "not tried" &&
           trial.verdict != "recall too low" && trial.verdict != "not asked for";
  }

  // Of what could have won; empty where nothing failed.
  std::string first_error() const {
    const auto trial = std::ranges::find_if(
        trials_, [](const Trial& one) { return one.asked && one.sees_enough && failed(one); });
    return trial == trials_.end() ? "" : trial->verdict;
  }

  std::int64_t tried() const {
    return std::ranges::count_if(trials_, [](const Trial& trial) { return trial.rung >= 0; });
  }

  void name_verdicts() {
    if (ranking_.size() > 1) trials_[ranking_[1]].verdict = "runner-up";
    for (std::size_t i = 0; i < trials_.size(); ++i) {
      Trial& trial = trials_[i];
      const bool open = trial.verdict.empty() || trial.verdict == "dropped";
      if (open && i != winner_) trial.verdict = trial.rung >= 0 ? "dropped" : "not tried";
    }
    if (winner_) trials_[*winner_].verdict = "winner";
  }

  json result() {
    const std::string error = first_error();
    name_verdicts();
    json trials = json::array(), views = json::object();
    for (const Trial& trial : trials_) trials.push_back(trial_json(trial));
    for (const auto& [view, recall] : views_.recall) views[view] = recall;
    json object = {{"winner", winner_ ? trial_json(trials_[*winner_]) : json()},
                   {"default", trial_json(trials_.front())},
                   {"default_asked", trials_.front().asked},
                   {"default_is_best", winner_ == std::size_t{0}},
                   {"measurement_s", budget_.cost(1)},
                   {"trials", std::move(trials)},
                   {"tried", tried()},
                   {"space", trials_.size()},
                   {"verification", verification_},
                   {"changes", changes_},
                   {"demand", demand_},
                   {"views", std::move(views)},
                   {"reference", views_.reference},
                   {"min_recall", options_.min_recall},
                   {"search", options_.grid ? "grid" : "successive halving, then uphill"},
                   {"seconds", budget_.elapsed()},
                   {"inputs", options_.inputs},
                   {"machine", bench::machine_json()},
                   {"version", kVersion},
                   {"interrupted", interrupted_}};
    object["finding"] = finding_of(object, error);
    object["best_yaml"] = winner_ ? json(best_yaml(object, trials_[*winner_].job)) : json();
    return object;
  }

  const TuneOptions& options_;
  const StudyTools& tools_;
  TimeBudget budget_;
  std::vector<Trial> trials_;
  ViewsSeen views_;
  std::vector<std::size_t> ranking_;
  std::optional<std::size_t> winner_;
  json verification_, changes_ = json::array(), demand_;
  bool interrupted_ = false;
};

}  // namespace

json tune(const TuneOptions& options, const StudyTools& tools, const Clock& clock) {
  return Tuner(options, tools, clock).run();
}

}  // namespace mien::tune
