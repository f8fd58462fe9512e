#include "report/smiles.h"

#include <algorithm>

#include "base/smile_words.h"

namespace mien::report {

namespace {

/// Only where there is no other expression in it.
void rename_shares(json& row) {
  const auto emotions = row.is_object() ? row.find("emotions") : row.end();
  if (!row.is_object() || emotions == row.end() || !emotions->is_object()) return;
  json named = json::object();
  for (const auto& [label, share] : emotions->items()) {
    const bool shown = !share.is_number() || share.get<double>() > 0;
    if (shown && !is_of_smiles(label)) return;
    if (shown) named[std::string(in_smiles(label))] = share;
  }
  *emotions = std::move(named);
}

}  // namespace

void say_smiles(RunFiles& files) {
  if (words(files.summary, "expressions") != "smile") return;
  const auto inputs = files.summary.find("inputs");
  if (inputs != files.summary.end() && inputs->is_array())
    std::ranges::for_each(*inputs, rename_shares);
  if (const auto total = files.summary.find("total"); total != files.summary.end())
    rename_shares(*total);
  std::ranges::for_each(files.earlier, rename_shares);
  files.events.labels.say_smiles();
  for (auto& [input, tracks] : files.tracks.inputs)
    for (TrackLine& track : tracks) track.emotion = in_smiles(track.emotion);
}

}  // namespace mien::report
