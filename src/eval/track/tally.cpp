#include "eval/track/tally.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace mien::eval {
namespace {

using nlohmann::json;

void append(std::vector<double>& to, const std::vector<double>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

void add(Judged& to, const Judged& from) {
  to.sights += from.sights;
  to.wrong += from.wrong;
}

json share(std::int64_t part, std::int64_t whole) {
  return whole == 0 ? json() : json(static_cast<double>(part) / static_cast<double>(whole));
}

/// The mean of the two in the middle where their number is even.
json median(std::vector<double> values) {
  if (values.empty()) return {};
  std::ranges::sort(values);
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

json figures_of(const Judged& judged) {
  return {{"sights", judged.sights}, {"error", share(judged.wrong, judged.sights)}};
}

}  // namespace

TrackTally& TrackTally::operator+=(const TrackTally& other) {
  truth_faces += other.truth_faces;
  seen_faces += other.seen_faces;
  found += other.found;
  switches += other.switches;
  same_identity += other.same_identity;
  people += other.people;
  tracks += other.tracks;
  append(dwell_errors, other.dwell_errors);
  missed += other.missed;
  add(zone, other.zone);
  add(content, other.content);
  add(expression, other.expression);
  unknown += other.unknown;
  changes += other.changes;
  followed += other.followed;
  append(delays, other.delays);
  return *this;
}

json figures_of(const TrackTally& tally) {
  json expression = figures_of(tally.expression);
  expression["unknown"] = tally.unknown;
  expression["changes"] = tally.changes;
  expression["followed"] = tally.followed;
  expression["delay_s"] = median(tally.delays);
  expression["longest_delay_s"] =
      tally.delays.empty() ? json() : json(*std::ranges::max_element(tally.delays));
  return {{"people",
           {{"truth", tally.people},
            {"seen", tally.tracks},
            {"error", share(tally.tracks - tally.people, tally.people)}}},
          {"faces",
           {{"truth", tally.truth_faces},
            {"found", tally.found},
            {"false", tally.seen_faces - tally.found}}},
          {"idf1", share(2 * tally.same_identity, tally.truth_faces + tally.seen_faces)},
          {"identity_switches", tally.switches},
          {"dwell",
           {{"median_error_s", median(tally.dwell_errors)},
            {"people", tally.dwell_errors.size()},
            {"missed", tally.missed}}},
          {"zone", figures_of(tally.zone)},
          {"content", figures_of(tally.content)},
          {"expression", std::move(expression)}};
}

}  // namespace mien::eval
