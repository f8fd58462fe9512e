#pragma once
/// \file What the video room offers: sources, the scaler, the cropper, the annotated copy.

#include <atomic>
#include <filesystem>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "mien/config.h"
#include "mien/stages.h"

namespace mien::video {

struct OpenOptions {
  int threads = 1;                          ///< decoder threads
  const std::atomic<bool>* stop = nullptr;  ///< ends blocking reads of live inputs
  bool skip_loop_filter = false;            ///< H.264: faster, slightly less exact pictures
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

/// Planes → letterboxed canvas of a network, any rotation and colour space, without a full-size RGB
/// picture. Keeps scratch of the canvas's size; one per worker.
class Scaler {
 public:
  Scaler();
  ~Scaler();
  /// Fills the canvas from the top left without distortion. Padding is filled with `padding` (all
  /// channels).
  Letterbox fit(const Frame&, const Canvas&, std::uint8_t padding = 0);

 private:
  struct Scratch;
  std::unique_ptr<Scratch> scratch_;
};

/// Cuts squares from the full-resolution planes. Keeps scratch; one per worker.
class Cropper {
 public:
  Cropper();
  ~Cropper();
  /// Fills the (square) canvas with the square of the display picture that `spec` names:
  /// box-filtered when it shrinks, bilinear when it grows, turned by `roll`; beyond the picture the
  /// edge pixels go on.
  void cut(const Frame&, const CropSpec& spec, const Canvas&);

 private:
  struct Scratch;
  std::unique_ptr<Scratch> scratch_;
};

/// Writes all faces of a frame to `faces`, in its display pixels. False: it could not be searched.
using FaceSearch = std::function<bool(const Frame& frame, std::vector<Box>& faces)>;

struct AnnotateOptions {
  bool blur = false;  ///< faces are made unrecognisable before the boxes are drawn
  /// With `blur`: called once for every frame of the copy, so that no face depends on what was seen
  /// in another frame. A frame that it cannot search is painted over whole. Empty: only faces of
  /// the results, and where these let them be in between, are blurred.
  FaceSearch search;
  /// With `blur`: how many frames a second the results were inferred at (0: every frame). Frames of
  /// a stretch without results are painted over whole: it was not analysed. None: not known.
  std::optional<double> look_fps;
  std::vector<Polygon> masks;  ///< blackened on every frame: nothing that they cover is in the copy
  double until_s = std::numeric_limits<double>::infinity();  ///< later frames are left out
};

/// What a copy holds.
struct AnnotatedCopy {
  std::int64_t frames = 0;
  std::int64_t covered = 0;  ///< of them painted over whole
};

/// Decodes `input` again, in the same segments as a run does and so the same frames, and writes an
/// H.264 MP4 with boxes, track ids, labels and confidence; boxes are interpolated between the
/// observations of a track. `results`: inferred frames in order. A segment that cannot be read to
/// its end ends there, as in the run. Throws Error(output) where the file cannot be written,
/// Error(input) where the input cannot be read again.
AnnotatedCopy write_annotated(const std::string& input, std::span<const FrameResult> results,
                     const std::filesystem::path& file, const AnnotateOptions& = {},
                     const std::atomic<bool>* stop = nullptr);

/// "libavcodec 59.37.100" …: for the software table.
std::vector<std::pair<std::string, std::string>> library_versions();

}  // namespace mien::video
