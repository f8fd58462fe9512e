#pragma once
/// \file What the video room offers: sources, whatever their pictures come from.

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "mien/config.h"
#include "mien/stages.h"

#include "media/deblocking.h"

namespace mien::video {

struct OpenOptions {
  int threads = 1;                          ///< decoder threads
  const std::atomic<bool>* stop = nullptr;  ///< ends blocking reads of live inputs, and planning
  media::Deblocking deblocking = media::Deblocking::always;
  /// Frames that are looked at per second, as `Sampler` picks them; 0: all. Of a recording, others
  /// need not be given where leaving them out changes nothing in those that are:
  /// `Source::skipped_frames`.
  double look_fps = 0;
  double replay_fps = 0;  ///< `loop:…`: frames shown per second; 0: at the clip's own rate
};

/// Opens a file, an image, a folder of images (natural order, one frame a second of stream time…
/// `info().fps`), `loop:clip.mp4` (replayed at its own pace, for ever), `v4l2:/dev/video0` (a
/// camera of this machine), or a URL that FFmpeg reads (http, https, rtsp). Throws Error(input)
/// that says what is wrong: missing, empty, a folder without images, no video stream, unreadable.
std::unique_ptr<Source> open_source(const std::string& input, const OpenOptions& = {});

}  // namespace mien::video
