#include "recordings/picture_decoder.h"

#include <utility>

#include "base/clock.h"
#include "base/input_trouble.h"

namespace mien::recordings {

void PictureDecoder::run(Work work) {
  reader_.begin(std::move(work));
  Frame frame;
  FramePlace place;
  while (reader_.read(frame, place)) {
    CpuTimer timer(reader_.report().cpu_ms);
    std::optional<cluster::StoredFrame> stored;
    const auto why = input_trouble([&] { stored = store_.put(frame); });
    if (why) reader_.give_up(tools_.config.cameras[place.input].name + ": " + *why);
    // Nothing where the run was stopped: then the reader ends, too.
    if (stored) desk_.add(place.input, place.segment, *stored);
  }
}

}  // namespace mien::recordings
