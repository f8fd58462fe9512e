#include "report/timeline.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <numeric>

#include "mien/types.h"

#include "base/smile_words.h"
#include "report/fields.h"

namespace mien::report {

namespace {

constexpr double kLongestStream = 10 * 366 * 86400.0;  // s; a later time stamp is damage
constexpr double kRoundSteps[] = {0.1, 0.2, 0.5, 1,   2,   5,    10,   15,   30,
                                  60,  120, 300, 600, 900, 1800, 3600, 7200, 21600};

/// Adds one line's faces; false where the line is no event.
bool add_event(const std::string& line, EventsRead& log) {
  const json event = json::parse(line, nullptr, /*allow_exceptions=*/false);
  const double seconds = number(event, "timestamp", -1) / 1e9;
  if (!event.is_object() || !(seconds >= 0 && seconds < kLongestStream)) return false;
  const auto objects = event.find("objects");
  if (objects == event.end() || !objects->is_array()) return false;
  FrameCounts frame{.seconds = seconds};
  Sightings& input = log.inputs[words(event, "source")];
  for (const json& object : *objects) {
    const json& emotion = part(object, "emotion");
    const std::string label = words(emotion, "label");
    const std::size_t slot = log.labels.slot_of(label.empty() ? "unknown" : label);
    ++frame.counts[slot];
    ++input.counts[slot];
    ++input.faces;
    input.confidence_sums[slot] += std::clamp(number(emotion, "confidence"), 0.0, 1.0);
  }
  input.frames.push_back(frame);
  return true;
}

/// Seconds between inferred frames: the median gap, since frames without faces left no event.
double usual_gap(const Sightings& sightings) {
  std::vector<double> gaps;
  for (std::size_t i = 1; i < sightings.frames.size(); ++i) {
    const double gap = sightings.frames[i].seconds - sightings.frames[i - 1].seconds;
    if (gap > 0) gaps.push_back(gap);
  }
  if (gaps.empty()) return 0.2;
  const auto middle = gaps.begin() + static_cast<std::ptrdiff_t>(gaps.size() / 2);
  std::nth_element(gaps.begin(), middle, gaps.end());
  return *middle;
}

/// A gap of about 1/n s is 1/n s: the end of a recording falls between two inferred frames.
double snapped(double gap) {
  const double rate = 1 / gap, whole = std::round(rate);
  return whole >= 1 && std::abs(rate - whole) < 0.04 * whole ? 1 / whole : gap;
}

/// The smallest round step that keeps the bins few and puts as many inferred frames into each,
/// several.
double choose_step(double duration, double gap) {
  const double least = std::max(duration / FacesOverTime::kMostBins, 2.4 * gap);
  for (const double step : kRoundSteps) {
    const double frames = step / gap;
    const bool alike = frames > 20 || std::abs(frames - std::round(frames)) < 0.01 * frames;
    if (step >= least && alike) return step;
  }
  return std::ceil(least / 86400) * 86400;
}

/// The label that leads among frames with begin ≤ seconds ≤ end.
std::size_t leading(const Sightings& sightings, double begin, double end) {
  LabelCounts sums{};
  for (const FrameCounts& frame : sightings.frames) {
    if (frame.seconds < begin || frame.seconds > end) continue;
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += frame.counts[i];
  }
  sums[LabelTable::kUnknown] = 0;
  const auto best = std::ranges::max_element(sums);
  return *best ? static_cast<std::size_t>(best - sums.begin()) : LabelTable::kUnknown;
}

}  // namespace

LabelTable::LabelTable() {
  for (std::size_t i = 0; i <= kEmotions; ++i)
    names_.emplace_back(name_of(static_cast<Emotion>(i)));
}

void LabelTable::say_smiles() {
  for (std::string& name : names_) name = in_smiles(name);
}

std::size_t LabelTable::slot_of(std::string_view label) {
  const auto found = std::ranges::find(names_, label);
  if (found != names_.end()) return static_cast<std::size_t>(found - names_.begin());
  if (names_.size() == kSlots) return kSlots - 1;
  names_.emplace_back(names_.size() == kSlots - 1 ? "other" : std::string(label));
  return names_.size() - 1;
}

std::uint32_t FrameCounts::faces() const {
  return std::accumulate(counts.begin(), counts.end(), std::uint32_t{0});
}

EventsRead read_events(const std::filesystem::path& file) {
  EventsRead log;
  std::ifstream stream(file, std::ios::binary);
  for (std::string line; std::getline(stream, line);) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    if (!add_event(line, log)) ++log.unreadable_lines;
  }
  for (auto& [name, sightings] : log.inputs) {
    std::ranges::stable_sort(sightings.frames, {}, &FrameCounts::seconds);
  }
  return log;
}

FacesOverTime make_timeline(const Sightings& sightings, double media_seconds,
                            double frames_inferred) {
  FacesOverTime timeline;
  const double last = sightings.frames.empty() ? 0 : sightings.frames.back().seconds;
  const bool told = media_seconds > 0 && frames_inferred > 0 && media_seconds < kLongestStream;
  const double gap = told ? snapped(media_seconds / frames_inferred) : usual_gap(sightings);
  timeline.duration_s = told ? std::max(media_seconds, last) : last + gap;
  timeline.bin_s = choose_step(timeline.duration_s, gap);
  const auto bins = static_cast<std::size_t>(std::clamp(
      std::ceil(timeline.duration_s / timeline.bin_s), 1.0, double{FacesOverTime::kMostBins}));
  timeline.counts.resize(bins);
  timeline.mean_faces.resize(bins);
  timeline.peak_faces.resize(bins);
  std::vector<double> frames(bins);
  for (const FrameCounts& frame : sightings.frames) {
    const std::size_t bin =
        std::min(bins - 1, static_cast<std::size_t>(frame.seconds / timeline.bin_s));
    for (std::size_t i = 0; i < frame.counts.size(); ++i) {
      timeline.counts[bin][i] += frame.counts[i];
    }
    ++frames[bin];
    timeline.mean_faces[bin] += frame.faces();
    timeline.peak_faces[bin] = std::max(timeline.peak_faces[bin], frame.faces());
  }
  // Frames without faces left no event: count the moments of inference that fall into each bin.
  const double phase = sightings.frames.empty() ? 0 : std::fmod(sightings.frames[0].seconds, gap);
  const auto moments_before = [&](double time) { return std::ceil((time - phase) / gap - 1e-6); };
  for (std::size_t i = 0; i < bins; ++i) {
    const double begin = static_cast<double>(i) * timeline.bin_s;
    const double end = std::min(begin + timeline.bin_s, timeline.duration_s);
    const double moments = moments_before(end) - moments_before(begin);
    timeline.mean_faces[i] /= std::max({1.0, moments, frames[i]});
  }
  return timeline;
}

Drift drift_of(const Sightings& sightings) {
  constexpr std::size_t kLeastFrames = 9;
  constexpr double kLeastSeconds = 2;
  if (sightings.frames.size() < kLeastFrames) return {};
  const double first = sightings.frames.front().seconds, last = sightings.frames.back().seconds;
  if (last - first < kLeastSeconds) return {};
  const double third = (last - first) / 3;
  const Drift drift{leading(sightings, first, first + third),
                    leading(sightings, last - third, last)};
  const bool clear = drift.from != LabelTable::kUnknown && drift.to != LabelTable::kUnknown;
  return clear ? drift : Drift{};
}

}  // namespace mien::report
