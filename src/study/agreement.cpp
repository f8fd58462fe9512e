#include "study/agreement.h"

#include <algorithm>

#include <fmt/format.h>

namespace mien::study {

namespace {

const json* best_row(const json& bench) {
  if (!bench.is_object()) return nullptr;
  for (const json& row : bench["results"])
    if (row["best"].get<bool>()) return &row;
  return nullptr;
}

// "yunet-n" and "retinaface" for "detector"; empty where they are alike or one is not known.
std::string apart(const json& row, const json& settings, const char* key) {
  const std::string here = words(row, key), there = words(settings, key);
  if (here.empty() || there.empty() || here == there) return "";
  return fmt::format("{} instead of {}", there, here);
}

std::string tune_against_bench(const json& best, const json& tune) {
  const json& winner = tune["winner"];
  const std::string label = words(best, "label");
  std::vector<std::string> differences;
  for (const char* key : {"approach", "detector", "precision"})
    if (std::string text = apart(best, winner, key); !text.empty())
      differences.push_back(std::move(text));
  if (differences.empty()) return fmt::format("mien tune arrives at the same winner, {}.", label);
  return fmt::format(
      "mien tune arrives at another winner: {}. It also varies width, workers, placement and "
      "decoding, which mien bench keeps at their defaults, and requires its own recall "
      "(--min-recall) where bench requires the baseline's. For speed under equal conditions the "
      "winner of the bench, {}, counts; best.yaml is the result of tune.",
      fmt::join(differences, ", "), label);
}

}  // namespace

json agreement_json(const json& bench, const json& tune, const json& after) {
  json lines = json::array();
  const json* best = best_row(bench);
  if (!best) return lines;
  if (tune.is_object() && tune.contains("winner") && tune["winner"].is_object())
    lines.push_back(tune_against_bench(*best, tune));
  const std::string shown = words(after, "approach");
  const std::string winner = words(*best, "approach");
  if (!shown.empty() && shown != winner && shown != words(*best, "label"))
    lines.push_back(
        fmt::format("The snapshot \"after\" is of {}, not of the winner: mien profile "
                    "CLIP --approach {} takes one of {}.",
                    shown, winner, winner));
  return lines;
}

}  // namespace mien::study
