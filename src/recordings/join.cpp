#include "recordings/join.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/clock.h"
#include "base/time.h"
#include "chain/stage_timer.h"

namespace mien::recordings {

namespace {

constexpr std::size_t kMostNotes = 1000;  ///< in a summary: of a folder of damaged pictures

void keep_first(std::vector<std::string>& notes) {
  if (notes.size() <= kMostNotes) return;
  const std::size_t more = notes.size() - kMostNotes;
  notes.resize(kMostNotes);
  notes.push_back(fmt::format("and {} more", more));
}

}  // namespace

Join::Join(const CameraConfig& camera, chain::Follow follow, Sink& outlet)
    : camera_(camera),
      follow_(std::move(follow)),
      began_(camera.started_at.value_or(wall_now())),
      outlet_(outlet) {
  report_.notes = camera.notes;
  told_.insert(camera.notes.begin(), camera.notes.end());
}

void Join::planned(const StreamInfo& info, std::size_t segments) {
  std::lock_guard lock(mutex_);
  info_ = info;
  pending_.resize(segments);
  started_ms_ = steady_ms();
}

void Join::failed(const std::string& why) {
  std::lock_guard lock(mutex_);
  if (!report_.error) report_.error = why;
}

void Join::deliver(std::size_t segment, FrameResult& result) {
  std::lock_guard lock(mutex_);
  if (segment == current_)
    emit(result);
  else
    pending_[segment].results.push_back(std::move(result));
}

void Join::segment_done(std::size_t segment, const chain::SegmentReport& report) {
  std::lock_guard lock(mutex_);
  add(segment, report);
  pending_[segment].frames = report.frames_decoded + report.frames_skipped;
  pending_[segment].done = !report.cut;
  if (segment == current_) advance();
  ended_ms_ = steady_ms();
  if (current_ == pending_.size()) {
    emit_tracks(true);
    complete_ = true;
  }
}

void Join::advance() {
  while (current_ < pending_.size() && pending_[current_].done) {
    frames_before_ += pending_[current_].frames;
    if (++current_ == pending_.size()) return;
    for (FrameResult& result : pending_[current_].results) emit(result);
    pending_[current_].results = {};
  }
}

void Join::finish() {
  std::lock_guard lock(mutex_);
  if (complete_) return;
  bool& gap = report_.cut;  // segments that nobody has read to their end
  for (; current_ < pending_.size(); ++current_) {
    Pending& next = pending_[current_];
    if (gap && !next.results.empty()) place_by_time(next.results.front());
    for (FrameResult& result : next.results) emit(result);
    frames_before_ += next.frames;
    gap |= !next.done;
  }
  emit_tracks(true);
  complete_ = true;
}

// How many frames came before a segment is known when all of them were read; else its time tells,
// exactly where frames come at an even pace.
void Join::place_by_time(const FrameResult& result) {
  const auto frame = std::llround(result.frame.seconds * info_.fps);
  frames_before_ = std::max<std::int64_t>(frames_before_, frame - result.frame.index);
}

void Join::emit(FrameResult& result) {
  result.frame.index += frames_before_;
  result.file = file_ = picture_at(result.frame.seconds);
  {
    chain::StageTimer timer(Stage::track, report_.times.track);
    follow_.see(result, began_ + milliseconds_of(result.frame.seconds));
  }
  faces_ += static_cast<std::int64_t>(result.faces.size());
  for (const Face& face : result.faces) ++labels_[static_cast<std::size_t>(face.expression.label)];
  {
    chain::StageTimer timer(Stage::write, report_.times.write);
    outlet_.frame(camera_.name, result);
  }
  emit_tracks(info_.stills);
  if (info_.stills) follow_.restart();
}

const std::string& Join::picture_at(double seconds) const {
  static const std::string kNone;
  const auto place = static_cast<std::size_t>(std::llround(std::max(0.0, seconds)));
  return place < info_.files.size() ? info_.files[place] : kNone;
}

void Join::emit_tracks(bool all) {
  for (Track& track : follow_.ended(all)) {
    ++tracks_;
    track.file = file_;
    chain::StageTimer timer(Stage::write, report_.times.write);
    outlet_.track(camera_.name, track);
  }
}

void Join::add(std::size_t segment, const chain::SegmentReport& report) {
  report_ += report;
  if (report.begin_s >= 0) covered_.add(report.begin_s, report.media_seconds);
  if (!report.damage.empty() && segment >= damaged_) {  // the last one, whoever is done last
    report_.damage = report.damage;
    damaged_ = segment;
  }
  for (const std::string& note : report.notes)  // readers of one input meet the same
    if (told_.insert(note).second) report_.notes.push_back(note);
  if (report.error && (!report_.error || segment < failed_)) {  // the first one, likewise
    report_.error = report.error;
    failed_ = segment;
  }
}

Progress Join::progress() const {
  std::lock_guard lock(mutex_);
  Progress progress;
  progress.frames = decoded_.load(std::memory_order_relaxed);
  progress.expected_frames = info_.frames;
  progress.expected_seconds = info_.seconds;
  if (info_.frames > 0 && info_.seconds > 0)
    progress.media_seconds =
        info_.seconds * static_cast<double>(progress.frames) / static_cast<double>(info_.frames);
  const double wall = (complete_ ? ended_ms_ : steady_ms()) - started_ms_;
  progress.fps =
      wall > 0 && started_ms_ > 0 ? static_cast<double>(progress.frames) / wall * 1e3 : 0;
  progress.faces = faces_;
  progress.done = complete_ || report_.error.has_value();
  return progress;
}

InputSummary Join::summary() const {
  std::lock_guard lock(mutex_);
  InputSummary summary;
  summary.input = camera_.name;
  summary.frames_decoded = report_.frames_decoded;
  summary.frames_skipped = report_.frames_skipped;
  summary.frames_inferred = report_.frames_inferred;
  summary.faces = faces_;
  summary.tracks = tracks_;
  summary.media_seconds = report_.cut ? covered_.seconds() : report_.media_seconds;
  summary.wall_seconds = std::max(0.0, ended_ms_ - started_ms_) / 1e3;
  summary.cpu_seconds = report_.cpu_ms / 1e3;
  summary.stages_ms = report_.times;
  summary.latency_ms = report_.latency.percentiles();
  summary.demand = report_.demand;
  summary.damaged_packets = report_.damaged_packets;
  summary.damage = report_.damage;
  summary.notes = report_.notes;
  if (info_.stills) std::ranges::sort(summary.notes);  // whichever worker met them first
  keep_first(summary.notes);
  if (report_.cut && !info_.stills && !info_.live)
    if (std::string words = covered_.in_words(info_.seconds); !words.empty())
      summary.notes.push_back(std::move(words));
  summary.passed_over = info_.passed_over;
  summary.error = report_.error;
  for (std::size_t i = 0; i < labels_.size(); ++i)
    summary.emotions[i] =
        faces_ > 0 ? static_cast<double>(labels_[i]) / static_cast<double>(faces_) : 0;
  return summary;
}

}  // namespace mien::recordings
