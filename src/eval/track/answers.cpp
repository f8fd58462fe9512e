#include "eval/track/answers.h"

#include <algorithm>

namespace mien::eval {
namespace {

/// The first stretch that holds the frame, or their end.
template <typename Stretches>
auto stretch_at(const Stretches& stretches, std::int64_t frame) {
  return std::ranges::find_if(stretches,
                              [&](const auto& one) { return one.from <= frame && frame < one.to; });
}

void judge_name(const std::vector<Stretch>& stretches, std::int64_t frame, const std::string& said,
                Judged& judged) {
  if (stretches.empty()) return;
  const auto found = stretch_at(stretches, frame);
  judged.judge(said == (found == stretches.end() ? std::string() : found->name));
}

}  // namespace

void Answers::judge(std::int64_t frame, std::int64_t person, const TruthSight& sight,
                    TrackTally& tally) {
  const TruthPerson& known = truth_.people.at(person);
  judge_name(known.zones, frame, sight.zone, tally.zone);
  judge_name(known.contents, frame, sight.content, tally.content);
  judge_expression(frame, person, sight, tally);
}

void Answers::judge_expression(std::int64_t frame, std::int64_t person, const TruthSight& sight,
                               TrackTally& tally) {
  const auto& stretches = truth_.people.at(person).expressions;
  const auto found = stretch_at(stretches, frame);
  if (found == stretches.end()) return;
  if (sight.label == "unknown") {
    ++tally.unknown;
    return;
  }
  const auto number = static_cast<std::size_t>(found - stretches.begin());
  labelled_[{person, number}].push_back(
      {frame, std::ranges::find(found->labels, sight.label) != found->labels.end()});
}

void Answers::finish(TrackTally& tally) const {
  for (const auto& [key, sights] : labelled_) {
    const auto& [person, number] = key;
    const auto first = std::ranges::find_if(sights, [](const Labelled& one) { return one.right; });
    const bool followed = first != sights.end();
    for (auto sight = followed ? first : sights.begin(); sight != sights.end(); ++sight)
      tally.expression.judge(sight->right);
    if (number == 0) continue;
    ++tally.changes;
    if (!followed) continue;
    ++tally.followed;
    const std::int64_t waited = first->frame - truth_.people.at(person).expressions[number].from;
    tally.delays.push_back(static_cast<double>(waited) / truth_.fps);
  }
}

}  // namespace mien::eval
