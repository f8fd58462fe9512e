#include "runtime/picture_decoder.h"

#include "mien/error.h"

#include "base/clock.h"
#include "runtime/run_info.h"
#include "runtime/sampler.h"
#include "runtime/stage_timer.h"

namespace mien::runtime {

void PictureDecoder::run(Work& work) {
  if (work.source) {
    source_ = std::move(work.source);
  } else if (at_ != work.input) {
    at_.reset();
    try {
      source_ = tools_.open(work.input);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::input) throw;
      SegmentReport report;
      report.error = error.what();
      for (std::size_t i = work.first; i < work.last; ++i) desk_.decoded(work.input, i, report);
      return;
    }
  }
  at_ = work.input;
  for (std::size_t i = work.first; i < work.last && !tools_.stopped(); ++i) segment(work, i);
}

void PictureDecoder::segment(const Work& work, std::size_t number) {
  SegmentReport report;
  const double cpu = thread_cpu_ms();
  const std::int64_t damaged = source_->damaged_packets();
  const Segment& range = work.segments[number - work.first];
  try {
    if (range.begin != INT64_MIN || range.end != INT64_MAX) source_->seek(range);
    pictures(work.input, number, report);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::input) throw;
    report.error = error.what();
  }
  report.damaged_packets = source_->damaged_packets() - damaged;
  if (report.damaged_packets > 0) report.damage = source_->damage();
  report.cpu_ms = thread_cpu_ms() - cpu;
  desk_.decoded(work.input, number, report);
}

void PictureDecoder::pictures(std::size_t input, std::size_t number, SegmentReport& report) {
  const StreamInfo& info = source_->info();
  const double frame_seconds = info.fps > 0 ? 1 / info.fps : 0;
  Sampler sampler(detection_rate(tools_.config, tools_.config.cameras[input]), info.fps);
  Frame frame;
  while (!tools_.stopped()) {
    {
      StageTimer timer(Stage::decode, report.times.decode);
      if (!source_->read(frame)) break;
    }
    ++report.frames_decoded;
    output_.decoded(input);
    report.media_seconds = frame.info.seconds + frame_seconds;
    if (!sampler.due(frame.info.seconds)) continue;
    const auto stored = store_.put(frame);
    if (!stored) break;  // the run was stopped
    desk_.add(input, number, *stored);
  }
}

}  // namespace mien::runtime
