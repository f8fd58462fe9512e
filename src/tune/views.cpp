#include "tune/views.h"

#include <algorithm>

#include <fmt/format.h>

#include "mien/error.h"

namespace mien::tune {

namespace {

constexpr double kReferenceShare = 0.4;  // of the time for views
constexpr double kShortestLook = 1, kLongestLook = 10;

std::string view_of(const Job& job) {
  return fmt::format("{} {} {} px, {}{}{}", job.detector, job.precision, job.width,
                     job.detect_fps > 0 ? fmt::format("{:g} fps", job.detect_fps) : "every frame",
                     job.tuning.skip_loop_filter ? ", no loop filter" : "",
                     job.build.empty() ? "" : ", dlib " + job.build);
}

class Viewing {
 public:
  Viewing(const TuneOptions& options, std::vector<Trial>& trials, TimeBudget& budget, double until)
      : options_(options), trials_(trials), budget_(budget), until_(until) {}

  ViewsSeen run() {
    look_for_reference();
    const auto order = nearest_first();
    for (std::size_t i = 0; i < order.size(); ++i) {
      const double seconds =
          std::clamp(budget_.each(order.size() - i, until_), kShortestLook, kLongestLook);
      if (i > 0 && !budget_.fits(seconds, until_)) break;
      budget_.say("what is seen by " + view_of(order[i]->job), 0);
      look(order[i]->job, seconds);
    }
    for (Trial& trial : trials_) judge(trial);
    demand_one();
    return std::move(seen_);
  }

 private:
  void look_for_reference() {
    budget_.say("reference, " + options_.reference, 0);
    const double share = kReferenceShare * (until_ - budget_.elapsed());
    reference_ = bench::make_reference({.inputs = options_.inputs,
                                        .detector = options_.reference,
                                        .seconds = std::isfinite(share) ? std::max(1.0, share) : 0,
                                        .folder = options_.folder},
                                       [&](Series& series) { budget_.measure(series); });
    seen_.reference = reference_.to_json();
    if (reference_.faces == 0)
      throw Error(ErrorKind::usage, "tune", "the reference finds no face of 40 px or more",
                  "give footage with faces, or --min-recall 0");
  }

  // A trial of each view; the default's own comes first.
  std::vector<const Trial*> nearest_first() const {
    std::map<std::string, const Trial*> first;
    for (const Trial& trial : trials_) first.try_emplace(view_of(trial.job), &trial);
    std::vector<std::pair<int, const Trial*>> views;
    for (const auto& [view, trial] : first)
      views.emplace_back(settings_apart(trials_.front().job, trial->job), trial);
    std::ranges::stable_sort(views, {}, [](const auto& view) { return view.first; });
    std::vector<const Trial*> order;
    for (const auto& [apart, trial] : views) order.push_back(trial);
    return order;
  }

  // The approach does not change what is seen: the plain one looks, with every core.
  void look(const Job& job, double seconds) {
    const std::string view = view_of(job);
    Series once{.job = job};
    if (job.detector != "hog" && job.detector != "mmod")
      once.job.approach = job.detect_fps > 0 ? "cnn-per-core-tracked" : "cnn-per-core";
    once.job.seconds = seconds;
    once.job.faces = options_.folder / "view.jsonl";
    budget_.measure(once);
    if (once.failed()) {
      seen_.failed[view] = once.error;
      return;
    }
    const bench::Seen seen = bench::read_faces(once.job.faces, options_.inputs.size());
    std::error_code ignored;
    std::filesystem::remove(once.job.faces, ignored);
    const bench::Recall recall = bench::recall_of(reference_.seen, seen, job.detect_fps > 0);
    if (recall.faces == 0)
      seen_.failed[view] = "no face of the reference appeared in the time given";
    else
      seen_.recall[view] = recall.value();
  }

  void judge(Trial& trial) const {
    const std::string view = view_of(trial.job);
    trial.sees_enough = false;
    if (const auto failed = seen_.failed.find(view); failed != seen_.failed.end()) {
      trial.verdict = failed->second;
      return;
    }
    const auto looked = seen_.recall.find(view);
    if (looked == seen_.recall.end()) {
      trial.verdict = "not tried";
      return;
    }
    trial.recall = looked->second;
    trial.sees_enough = *trial.recall >= options_.min_recall;
    if (!trial.sees_enough) trial.verdict = "recall too low";
  }

  void demand_one() const {
    const auto enough = [](const Trial& trial) { return trial.asked && trial.sees_enough; };
    if (std::ranges::any_of(trials_, enough)) return;
    const auto recall_of_asked = [](const Trial& trial) {
      return trial.asked ? trial.recall.value_or(-1) : -1;
    };
    const Trial& best = *std::ranges::max_element(trials_, {}, recall_of_asked);
    const auto failed = std::ranges::find_if(
        trials_, [](const Trial& trial) { return trial.asked && trial.verdict != "not tried"; });
    if (recall_of_asked(best) < 0 && failed == trials_.end())
      throw Error(ErrorKind::usage, "--search-duration",
                  "is too short to measure the recall of even one configuration",
                  "give a longer one, try again when the machine is idle, or accept any recall "
                  "with --min-recall 0");
    if (recall_of_asked(best) < 0)
      throw Error(ErrorKind::internal, "tune", "nothing could be measured", failed->verdict);
    throw Error(
        ErrorKind::usage, "--min-recall",
        fmt::format("no configuration finds {:.0f} % of the reference's faces; the best finds "
                    "{:.0f} % ({})",
                    options_.min_recall * 100, *best.recall * 100, view_of(best.job)),
        "lower --min-recall, or allow more with --widths, --detectors and --search-duration");
  }

  const TuneOptions& options_;
  std::vector<Trial>& trials_;
  TimeBudget& budget_;
  double until_;
  bench::Reference reference_;
  ViewsSeen seen_;
};

}  // namespace

ViewsSeen look_at_views(const TuneOptions& options, std::vector<Trial>& trials, TimeBudget& budget,
                        double until) {
  return Viewing(options, trials, budget, until).run();
}

}  // namespace mien::tune
