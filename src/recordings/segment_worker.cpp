#include "recordings/segment_worker.h"

#include "base/clock.h"
#include "base/input_trouble.h"

namespace mien::recordings {

void SegmentWorker::run(Work work) {
  reader_.begin(std::move(work));
  Frame frame;
  FramePlace place;
  while (reader_.read(frame, place)) {
    chain::SegmentReport& report = reader_.report();
    CpuTimer timer(report.cpu_ms);
    if (report.frames_inferred == 0) demand_.begin(reader_.rate());
    const auto why = input_trouble([&] {
      chain_.process(frame, frame, tools_.width(place.input), tools_.masks[place.input], demand_,
                     result_, report.times);
    });
    if (why) {
      reader_.give_up(*why);
      continue;
    }
    report.latency.add(steady_ms() - place.due_ms);
    ++report.frames_inferred;
    report.demand += demand_.take_counts();
    output_.frame(place.input, place.segment, result_);
  }
}

}  // namespace mien::recordings
