#include "report/finding.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/text.h"

namespace mien::report {

namespace {

constexpr std::string_view kUnknown = "unknown";
constexpr std::string_view kSmile = "smile";  ///< where nothing else was read (smiles.h)
constexpr double kMostly = 0.5;

double share_of(const std::vector<LabelShare>& shares, std::string_view label) {
  const auto found = std::ranges::find(shares, label, &LabelShare::label);
  return found == shares.end() ? 0 : found->share;
}

/// "14 faces": followed ones where there are tracks, else views.
std::string face_count(const Facts& facts) {
  return facts.tracks > 0 ? counted(facts.tracks, "face", "faces")
                          : counted(facts.faces, "view of a face", "views of faces");
}

/// ", mostly happiness"
std::string leading_expression(const Facts& facts) {
  if (share_of(facts.shares, kUnknown) > kMostly) return ", mostly too unclear to read";
  const LabelShare best = dominant(facts.shares);
  if (best.label.empty()) return "";
  return fmt::format(", {} {}", best.share >= kMostly ? "mostly" : "most often", best.label);
}

std::string video(double seconds) {
  return seconds > 0 ? clock_time(seconds) + " of video" : "what was read";
}

}  // namespace

LabelShare dominant(const std::vector<LabelShare>& shares) {
  LabelShare best;
  for (const LabelShare& share : shares) {
    if (share.label != kUnknown && share.share > best.share) best = share;
  }
  return best;
}

std::string clock_time(double seconds) {
  const auto whole = static_cast<std::int64_t>(std::llround(std::clamp(seconds, 0.0, 1e12)));
  const std::int64_t hours = whole / 3600, minutes = whole / 60 % 60;
  if (hours > 0) return fmt::format("{}:{:02}:{:02}", hours, minutes, whole % 60);
  return fmt::format("{}:{:02}", minutes, whole % 60);
}

std::string finding_of(const Facts& input) {
  if (input.failed) return "Could not be read";
  std::string sentence;
  if (input.faces == 0) {
    sentence = "No face in " + video(input.media_seconds);
  } else {
    sentence = face_count(input) + leading_expression(input);
    if (!input.from.empty() && input.from != input.to) {
      sentence += fmt::format("; from {} to {}", input.from, input.to);
    }
  }
  if (input.cut_short) sentence += "; not read to its end";
  return sentence;
}

std::string finding_of(const std::vector<Facts>& inputs, const Facts& total) {
  if (inputs.size() == 1) return finding_of(inputs.front());
  if (inputs.empty()) return "No input was read";
  std::string sentence = counted(inputs.size(), "input", "inputs") + ": ";
  sentence += total.faces == 0 ? "no face in " + video(total.media_seconds)
                               : face_count(total) + leading_expression(total);
  // Where shoppers smile most is what a reader asks first; a handful of views is no answer.
  constexpr std::int64_t kLeastViews = 20;
  const Facts* happiest = nullptr;
  std::size_t comparable = 0;
  double most = 0.1, second = 0;
  for (const Facts& input : inputs) {
    if (input.faces < kLeastViews) continue;
    ++comparable;
    const double share = share_of(input.shares, "happiness") + share_of(input.shares, kSmile);
    second = std::max(second, std::min(share, most));
    if (share > most) most = share, happiest = &input;
  }
  // Equal as printed: none is the happiest.
  if (happiest && comparable > 1 && std::lround(100 * most) > std::lround(100 * second)) {
    const bool smiles = share_of(happiest->shares, kSmile) > 0;
    sentence += fmt::format("; most {} in {} ({:.0f} %)", smiles ? "smiles" : "happiness",
                            happiest->name, 100 * most);
  }
  const auto failed = std::ranges::count_if(inputs, &Facts::failed);
  if (failed > 0) sentence += "; " + counted(failed, "input", "inputs") + " could not be read";
  return sentence;
}

}  // namespace mien::report
