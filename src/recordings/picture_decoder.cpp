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
    const auto why = input_trouble([&] {
      // Nothing where the run was stopped: then the reader ends, too.
      if (const auto stored = store_.put(frame)) desk_.add(place.input, place.segment, *stored);
    });
    if (why) reader_.give_up(tools_.config.cameras[place.input].name + ": " + *why);
  }
}

}  // namespace mien::recordings
