#include "recordings/segment_reader.h"

#include <algorithm>
#include <utility>

#include "base/clock.h"
#include "base/input_trouble.h"
#include "chain/stage_timer.h"
#include "recordings/run_summary.h"

namespace mien::recordings {

void SegmentReader::begin(Work work) {
  work_ = std::move(work);
  if (open()) return;
  for (; work_.first < work_.last; ++work_.first) output_.done(work_.input, work_.first, report_);
}

// False, and the report says why, where an input that was there is no longer.
bool SegmentReader::open() {
  if (work_.source) {
    source_ = std::move(work_.source);
    told_.clear();
  } else if (at_ != work_.input) {
    at_.reset();
    told_.clear();
    const auto why = input_trouble([&] { source_ = tools_.open(work_.input); });
    if (why) {
      report_ = {};
      report_.error = why;
      return false;
    }
  }
  at_ = work_.input;
  return true;
}

bool SegmentReader::read(Frame& frame, FramePlace& place) {
  cpu_mark_ms_ = thread_cpu_ms();
  for (;;) {
    if (segment_) {
      if (pull(frame, place)) {
        report_.cpu_ms += cpu_since_mark();
        return true;
      }
      finish();
    }
    if (work_.first == work_.last || tools_.stopped()) return false;
    start();
  }
}

void SegmentReader::start() {
  report_ = {};
  segment_ = work_.first++;
  damaged_before_ = source_->damaged_packets();
  skipped_before_ = source_->skipped_frames();
  part_index_ = passed_over_ = next_index_ = 0;
  const double fps = source_->info().fps;
  frame_seconds_ = fps > 0 ? 1 / fps : 0;
  // Each of a folder's pictures is looked at: none is followed by one that is like it.
  const bool stills = source_->info().stills;
  const double wished =
      stills ? 0 : detection_rate(tools_.config, tools_.config.cameras[work_.input]);
  sampler_.emplace(wished, fps);
  wished_fps_ = wished;
  rate_ = wished > 0 && fps > 0 ? std::min(wished, fps) : std::max(wished, fps);
  const Segment range = work_.segments.front();
  work_.segments.erase(work_.segments.begin());
  parts_.clear();
  reading_ = true;
  if (range.begin == INT64_MIN && range.end == INT64_MAX) return;
  parts_ = {{range}};
  if (choice_) {
    const auto parts = choice_->parts(work_.input, range, report_.times);
    parts_.assign(parts.begin(), parts.end());
    report_.demand.looks = choice_->looks();
  }
  reading_ = next_part();
}

// Goes to what is decoded next of the segment; false where there is no more.
bool SegmentReader::next_part() {
  count_skipped();
  for (; !parts_.empty() && !parts_.front().decoded; parts_.pop_front()) pass_over(parts_.front());
  if (parts_.empty()) return false;
  if (const auto why = input_trouble([&] { source_->seek(parts_.front().span); }))
    report_.error = why;
  parts_.pop_front();
  part_index_ = report_.frames_decoded + report_.frames_skipped;
  sampler_.emplace(wished_fps_, source_->info().fps);  // as if nothing had come before
  return true;
}

// Its keyframe may have been decoded to see that nobody is there.
void SegmentReader::pass_over(const SegmentPart& part) {
  report_.frames_decoded += part.looked_at;
  if (part.looked_at) output_.decoded(work_.input);
  passed_over_ += part.packets - part.looked_at;
  count_skipped();
  next_index_ = report_.frames_decoded + report_.frames_skipped;
  report_.demand.due_skipped +=
      sampler_->due_of(part.packets, part.begin_s - frame_seconds_, part.end_s - frame_seconds_);
  begins_at(part.end_s - static_cast<double>(part.packets) * frame_seconds_);
  report_.media_seconds = part.end_s;
}

void SegmentReader::begins_at(double seconds) {
  if (report_.begin_s < 0) report_.begin_s = std::max(0.0, seconds);
}

bool SegmentReader::pull(Frame& frame, FramePlace& place) {
  const bool live = source_->info().live;
  bool due = false;
  const auto why = input_trouble([&] {
    while (!due && reading_ && !report_.error && !tools_.stopped()) {
      place = {work_.input, *segment_, steady_ms()};
      {
        chain::StageTimer timer(Stage::decode, report_.times.decode);
        if (!source_->read(frame)) {
          reading_ = next_part();
          continue;
        }
      }
      frame.info.index += part_index_;
      if (live) place.due_ms = steady_ms();  // before that it waited for the camera
      count(frame);
      due = sampler_->due(frame.info.seconds);
    }
  });
  if (why) report_.error = why;
  return due;
}

void SegmentReader::count(const Frame& frame) {
  count_skipped();
  ++report_.frames_decoded;
  output_.decoded(work_.input);
  next_index_ = frame.info.index + 1;
  begins_at(frame.info.seconds - static_cast<double>(frame.info.index) * frame_seconds_);
  report_.media_seconds = frame.info.seconds + frame_seconds_;
}

void SegmentReader::count_skipped() {
  const std::int64_t skipped = source_->skipped_frames() - skipped_before_ + passed_over_;
  for (; report_.frames_skipped < skipped; ++report_.frames_skipped) output_.decoded(work_.input);
}

void SegmentReader::finish() {
  count_skipped();
  const std::int64_t frames = report_.frames_decoded + report_.frames_skipped;
  if (report_.frames_decoded > 0 && frames > next_index_)  // the last ones were skipped
    report_.media_seconds += static_cast<double>(frames - next_index_) * frame_seconds_;
  report_.damaged_packets = source_->damaged_packets() - damaged_before_;
  if (report_.damaged_packets > 0) report_.damage = source_->damage();
  report_.notes = new_notes();
  report_.cut = reading_ && !report_.error;
  report_.cpu_ms += cpu_since_mark();
  output_.done(work_.input, *std::exchange(segment_, std::nullopt), report_);
  cpu_mark_ms_ = thread_cpu_ms();  // what `output` cost is no reading
}

std::vector<std::string> SegmentReader::new_notes() {
  std::vector<std::string> notes = source_->notes();
  std::erase_if(notes, [&](const std::string& note) { return !told_.insert(note).second; });
  return notes;
}

double SegmentReader::cpu_since_mark() {
  const double now = thread_cpu_ms();
  return now - std::exchange(cpu_mark_ms_, now);
}

}  // namespace mien::recordings
