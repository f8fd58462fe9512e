#include "eval/track/eval_track.h"

#include <nlohmann/json.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "mien/error.h"

#include "base/text.h"
#include "eval/track/compare.h"
#include "eval/track/pairing.h"

namespace mien::eval {

using nlohmann::json;

void check_truths(const EvalTrackOptions& options, const std::vector<std::string>& inputs) {
  const auto& truths = options.truths;
  if (truths.size() != 1 && truths.size() != inputs.size())
    throw Error(ErrorKind::usage, "--truth",
                fmt::format("{} for {}: {}", counted(std::ssize(truths), "ground truth"),
                            counted(std::ssize(inputs), "input"), fmt::join(inputs, ", ")),
                "give one for each input, in this order, or a single one for all of them");
}

json eval_track(const EvalTrackOptions& options, const std::vector<std::string>& inputs,
                const std::map<std::string, SeenTracks>& seen) {
  check_truths(options, inputs);
  const auto& truths = options.truths;
  static const SeenTracks kNobody;
  TrackTally total;
  json rows = json::array();
  TrackTruth truth;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (i < truths.size()) truth = read_track_truth(truths[i]);
    const auto found = seen.find(inputs[i]);
    const TrackTally tally =
        compare_tracks(truth, found == seen.end() ? kNobody : found->second, options.fill_s);
    json row = figures_of(tally);
    row["input"] = inputs[i];
    row["truth"] = truths[truths.size() == 1 ? 0 : i].string();
    rows.push_back(std::move(row));
    total += tally;
  }
  return {{"inputs", std::move(rows)},
          {"total", figures_of(total)},
          {"fill_s", options.fill_s},
          {"least_iou", kLeastIou}};
}

}  // namespace mien::eval
