#include "recordings/segment_worker.h"

#include "mien/error.h"

#include "base/clock.h"

namespace mien::recordings {

void SegmentWorker::run(Work work) {
  reader_.begin(std::move(work));
  Frame frame;
  FramePlace place;
  while (reader_.read(frame, place)) {
    chain::SegmentReport& report = reader_.report();
    CpuTimer timer(report.cpu_ms);
    if (report.frames_inferred == 0) demand_.begin(reader_.rate());
    try {
      chain_.process(frame, frame, tools_.width(place.input), tools_.masks[place.input], demand_,
                     result_, report.times);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::input) throw;
      reader_.give_up(error.what());
      continue;
    }
    report.latency.add(steady_ms() - place.due_ms);
    ++report.frames_inferred;
    report.demand += demand_.take_counts();
    output_.frame(place.input, place.segment, result_);
  }
}

}  // namespace mien::recordings
