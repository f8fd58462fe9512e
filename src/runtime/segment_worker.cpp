#include "runtime/segment_worker.h"

#include "base/clock.h"
#include "mien/error.h"
#include "runtime/run_info.h"
#include "runtime/sampler.h"
#include "runtime/stage_timer.h"

namespace mien::runtime {

std::unique_ptr<Source> WorkerTools::open(std::size_t input) const {
  return video::open_source(
      config.cameras[input].input,
      {.stop = stop, .skip_loop_filter = config.tuning.skip_loop_filter});
}

int WorkerTools::width(std::size_t input) const {
  const int own = config.cameras[input].width;
  return own > 0 ? own : config.width;
}

StreamInfo WorkerTools::likely() const {
  for (std::size_t i = 0; i < config.cameras.size(); ++i) {
    if (is_live(config.cameras[i])) continue;
    try {
      return open(i)->info();
    } catch (const Error&) {  // told where it is read
    }
  }
  return {};
}

std::vector<Masks> masks_of(const RunConfig& config) {
  std::vector<Masks> masks;
  for (const CameraConfig& camera : config.cameras) masks.emplace_back(camera);
  return masks;
}

void SegmentWorker::prepare(std::size_t input, int frame_width, int frame_height) {
  chain_.prepare(tools_.width(input), frame_width, frame_height);
}

void SegmentWorker::run(Work& work, SegmentOutput& output) {
  if (!open(work, output)) return;
  for (std::size_t i = work.first; i < work.last && !tools_.stopped(); ++i)
    segment(work, i, output);
}

// False, and the loss reported, where an input that was there is no longer.
bool SegmentWorker::open(Work& work, SegmentOutput& output) {
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
      for (std::size_t i = work.first; i < work.last; ++i) output.done(work.input, i, report);
      return false;
    }
  }
  at_ = work.input;
  return true;
}

void SegmentWorker::segment(const Work& work, std::size_t number, SegmentOutput& output) {
  SegmentReport report;
  const double cpu = thread_cpu_ms();
  const std::int64_t damaged = source_->damaged_packets();
  const Segment& range = work.segments[number - work.first];
  try {
    if (range.begin != INT64_MIN || range.end != INT64_MAX) source_->seek(range);
    frames(work.input, number, report, output);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::input) throw;
    report.error = error.what();
  }
  report.damaged_packets = source_->damaged_packets() - damaged;
  if (report.damaged_packets > 0) report.damage = source_->damage();
  report.cpu_ms = thread_cpu_ms() - cpu;
  output.done(work.input, number, report);
}

void SegmentWorker::frames(std::size_t input, std::size_t number, SegmentReport& report,
                           SegmentOutput& output) {
  const StreamInfo& info = source_->info();
  const double frame_seconds = info.fps > 0 ? 1 / info.fps : 0;
  Sampler sampler(detection_rate(tools_.config, tools_.config.cameras[input]), info.fps);
  Frame frame;
  FrameResult result;
  while (!tools_.stopped()) {
    double due_ms = steady_ms();
    {
      StageTimer timer(Stage::decode, report.times.decode);
      if (!source_->read(frame)) break;
    }
    if (info.live) due_ms = steady_ms();  // before that it waited for the camera
    ++report.frames_decoded;
    output.decoded(input);
    report.media_seconds = frame.info.seconds + frame_seconds;
    if (!sampler.due(frame.info.seconds)) continue;
    chain_.process(frame, tools_.width(input), tools_.masks[input], result, report.times);
    report.latency.add(steady_ms() - due_ms);
    ++report.frames_inferred;
    output.frame(input, number, result);
  }
}

}  // namespace mien::runtime
