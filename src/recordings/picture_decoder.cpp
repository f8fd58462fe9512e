#include "recordings/picture_decoder.h"

#include <utility>

#include "base/clock.h"

namespace mien::recordings {

void PictureDecoder::run(Work work) {
  reader_.begin(std::move(work));
  Frame frame;
  FramePlace place;
  while (reader_.read(frame, place)) {
    CpuTimer timer(reader_.report().cpu_ms);
    // Nothing where the run was stopped: then the reader ends, too.
    if (const auto stored = store_.put(frame)) desk_.add(place.input, place.segment, *stored);
  }
}

}  // namespace mien::recordings
