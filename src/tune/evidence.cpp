#include "tune/evidence.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include <fmt/format.h>

#include "config/config_tuning.h"
#include "config/profile_file.h"
#include "infer/engine.h"
#include "tune/demand.h"

namespace mien::tune {

using nlohmann::json;

namespace {

struct Step {
  const char* name;
  std::function<void(Job&, const Job&)> take;
};

// In the order in which someone would change them by hand.
const std::vector<Step>& steps() {
  static const std::vector<Step> list = {
      {"approach",
       [](Job& job, const Job& to) {
         job.approach = to.approach;
         job.detect_fps = to.detect_fps;
         job.tuning.streams = to.tuning.streams;
         job.tuning.batch = to.tuning.batch;
         job.tuning.prefetch = to.tuning.prefetch;
       }},
      {"detector",
       [](Job& job, const Job& to) {
         job.detector = to.detector;
         job.build = to.build;
         job.blas = to.blas;
         job.tuning.blas_threads = to.tuning.blas_threads;
       }},
      {"precision", [](Job& job, const Job& to) { job.precision = to.precision; }},
      {"width", [](Job& job, const Job& to) { job.width = to.width; }},
      {"workers", [](Job& job, const Job& to) { job.workers = to.workers; }},
      {"pin", [](Job& job, const Job& to) { job.tuning.pin = to.tuning.pin; }},
      {"huge_pages", [](Job& job, const Job& to) { job.tuning.huge_pages = to.tuning.huge_pages; }},
      {"skip_loop_filter",
       [](Job& job, const Job& to) { job.tuning.skip_loop_filter = to.tuning.skip_loop_filter; }},
      {"skip_frames",
       [](Job& job, const Job& to) { job.tuning.skip_frames = to.tuning.skip_frames; }},
      {"threads", [](Job& job, const Job& to) { job.environment = to.environment; }},
  };
  return list;
}

std::string words_of(const json& from, const json& to) {
  std::string words;
  const auto text = [](const json& value) {
    return value.is_string() ? value.get<std::string>() : value.dump();
  };
  for (const auto& [name, value] : to.items()) {
    if (from.contains(name) && from[name] == value) continue;
    words += fmt::format("{}{} {}{}", words.empty() ? "" : ", ", name,
                         from.contains(name) ? text(from[name]) + " → " : "", text(value));
  }
  for (const auto& [name, value] : from.items())
    if (!to.contains(name)) words += fmt::format("{}no {}", words.empty() ? "" : ", ", name);
  return words;
}

std::string interval_words(const json& check, const char* ratio, const char* interval) {
  return fmt::format("{:.2f} times as fast ({:.2f} to {:.2f}, {} alternating rounds)",
                     check[ratio].get<double>(), check[interval][0].get<double>(),
                     check[interval][1].get<double>(), check["rounds"].get<int>());
}

std::string evidence_of(const json& result) {
  const json& winner = result["winner"];
  std::string text = fmt::format(
      "Found by mien tune {} ({}, {} of {} configurations measured, {:.0f} s).\n",
      result.value("version", ""), result["search"].get<std::string>(), result["tried"].get<int>(),
      result["space"].get<int>(), result["seconds"].get<double>());
  text += result["finding"].get<std::string>() + "\n";
  if (winner["fps"].is_number())
    text += fmt::format("Winner: {:.1f} frames a second", winner["fps"].get<double>());
  if (winner["fps"].is_number() && winner["recall"].is_number())
    text +=
        fmt::format(", {:.1f} % of the reference's faces (at least {:.0f} % asked)",
                    winner["recall"].get<double>() * 100, result["min_recall"].get<double>() * 100);
  if (winner["fps"].is_number()) text += ".\n";
  const json& check = result["verification"];
  if (check.is_object() && check.contains("ratio"))
    text += "Against the runner-up: " + interval_words(check, "ratio", "interval") + ".\n";
  if (result["interrupted"].get<bool>() && !check.is_object())
    text += "The search was interrupted: the best so far, not verified.\n";
  for (const json& change : result["changes"])
    text += fmt::format("  {:8.1f} fps  {}\n", change["fps"].get<double>(),
                        change["change"].get<std::string>());
  for (const std::string& line : demand_lines(result["demand"])) text += line + "\n";
  return text +
         "Use it: mien run INPUT --profile best.yaml\n"
         "or, for cameras: mien serve -c mien.yaml --profile best.yaml\n";
}

}  // namespace

json trial_json(const Trial& trial) {
  return {{"settings", settings_of(trial.job)},
          {"fps", trial.rung >= 0 ? json(trial.fps) : json()},
          {"recall", trial.recall ? json(*trial.recall) : json()},
          {"rung", trial.rung >= 0 ? json(trial.rung) : json()},
          {"seconds", trial.seconds},
          {"verdict", trial.verdict}};
}

json measure_changes(const Job& from, const Job& to, const TimeBudget& budget, double until,
                     const StudyTools& tools) {
  std::vector<Series> ladder{{.job = from}};
  std::vector<std::string> words{"start"};
  for (const Step& step : steps()) {
    Job next = ladder.back().job;
    step.take(next, to);
    const json before = settings_of(ladder.back().job), after = settings_of(next);
    if (before == after) continue;
    words.push_back(words_of(before, after));
    ladder.push_back({.job = std::move(next)});
  }
  constexpr int kRounds = 2;
  constexpr double kShortestStep = 0.5, kLongestStep = 2;
  const double seconds = budget.each(kRounds * ladder.size(), until);
  if (seconds < kShortestStep) return json::array();
  for (Series& one : ladder) {
    one.job.passes = 1000;
    one.job.seconds = std::min(seconds, kLongestStep);
  }
  const double end = std::isfinite(until) ? until / budget.whole() : 0.97;
  const double begin = std::isfinite(until) ? budget.elapsed() / budget.whole() : 0.95;
  bench::interleave(ladder, kRounds, tools, "what each change brought", begin, end);
  json changes = json::array();
  double last = 0;
  std::string pending;  // of settings that failed alone
  for (std::size_t i = 0; i < ladder.size(); ++i) {
    const double fps = ladder[i].median_fps();
    const std::string change = pending.empty() ? words[i] : pending + ", " + words[i];
    if (!(fps > 0)) {
      pending = change;
      continue;
    }
    pending.clear();
    changes.push_back(
        {{"change", change}, {"fps", fps}, {"gain", last > 0 ? json(fps / last) : json()}});
    last = fps;
  }
  return changes;
}

json one_change(const Trial& from, const Trial& to, double gain) {
  return {{{"change", "start"}, {"fps", from.fps}, {"gain", nullptr}},
          {{"change", words_of(settings_of(from.job), settings_of(to.job))},
           {"fps", to.fps},
           {"gain", gain}}};
}

std::string finding_of(const json& result, const std::string& error) {
  const json &check = result["verification"], &usual = result["default"];
  const bool compared = check.is_object() && check.contains("over_default");
  const std::string blind =
      usual["verdict"] == "recall too low"
          ? fmt::format(" The default settings find only {:.0f} % of the reference's faces.",
                        100 * usual["recall"].get<double>())
          : "";
  if (result["winner"].is_null() && !result["interrupted"].get<bool>() && !error.empty())
    return "Nothing could be measured, so there is no profile: " + error;
  if (result["winner"].is_null())
    return fmt::format(
        "Nothing was measured, so there is no profile: {}",
        result["interrupted"].get<bool>()
            ? "the search was interrupted before."
            : fmt::format("a measurement takes {:.1f} s here, with its start, and a comparison six "
                          "of them. Give a longer --search-duration, or try again when the machine "
                          "has nothing else to do.",
                          result["measurement_s"].get<double>()));
  if (!result["default_is_best"].get<bool>()) {
    const std::string not_asked = result["default_asked"].get<bool>()
                                      ? ""
                                      : " The default settings were not among those asked for.";
    if (!compared)
      return "The best of the search; not verified against the default." + not_asked + blind;
    const bool slower = check["over_default_interval"][1].get<double>() < 1;
    return "The winner is " + interval_words(check, "over_default", "over_default_interval") +
           " against the default." + not_asked +
           (slower ? " Without this profile mien is faster." : "") + blind;
  }
  if (!check.is_object())
    return "The default settings are the best known: there was no time to verify another; give a "
           "longer --search-duration.";
  const std::string nearest = check.contains("ratio")
                                  ? fmt::format(": it is {} compared with the runner-up",
                                                interval_words(check, "ratio", "interval"))
                                  : "";
  return "The default settings are best here: nothing was significantly faster" + nearest + ".";
}

std::string best_yaml(const json& result, const Job& winner) {
  config::Profile profile{.machine = config::machine_fingerprint()};
  RunConfig& run = profile.run;
  run.approach = winner.approach;
  run.detector = winner.detector;
  run.precision = infer::read_precision(winner.precision);
  // As without a profile: the expression model's own precision is then measured too, and was the
  // reason why a profile of the default was slower than none.
  if (run.precision == infer::precision_for(Precision::automatic))
    run.precision = Precision::automatic;
  run.width = winner.width;
  run.upsample = winner.upsample;
  run.color = winner.color;
  run.build = winner.build;
  run.blas = winner.blas;
  run.detect_fps = winner.detect_fps;
  run.workers = winner.workers;
  run.tuning = winner.tuning;
  if (const json& demand = result["demand"]; demand.is_object() && demand.contains("choice")) {
    run.demand = config::demand_of(demand["choice"].get<std::string>());
    run.keys = {{"demand", "read"}, {"demand", "search"}, {"demand", "decode"}};
  }
  profile.environment = winner.environment;
  return config::profile_text(profile, evidence_of(result));
}

}  // namespace mien::tune
