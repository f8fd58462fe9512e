#pragma once
/// \file The whole chain on one page, in the order of the data:
///
///   Source → (scale) → Detector → (crop) → Classifier → (track) → Sink
///
/// Each stage is a small contract; those in brackets are mien's own. Stages do not know each other:
/// `src/chain` (chain.h, follow.h) calls them in this order, for recordings and live cameras alike.
/// Unless stated otherwise, an object is used by one thread at a time, and several may exist side
/// by side.

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "mien/camera_status.h"
#include "mien/export.h"
#include "mien/figures.h"
#include "mien/frame.h"
#include "mien/summary.h"
#include "mien/types.h"

namespace mien {

/// What is known of a stream before its first frame is read.
struct StreamInfo {
  std::string name;           ///< the input as the user wrote it
  int width = 0, height = 0;  ///< upright display size
  double fps = 0;             ///< nominal; 0 where unknown
  double seconds = 0;         ///< 0 where unknown (live, still images)
  std::int64_t frames = 0;    ///< estimate; 0 where unknown
  std::string codec;
  bool live = false;    ///< paced by a clock: frames come when they are due
  bool stills = false;  ///< pictures that have nothing to do with one another: none goes on another
  std::vector<std::string> files;       ///< of a folder of pictures: their names, one a second
  std::vector<PassedOver> passed_over;  ///< of a folder: files that are not read
};

/// A stretch of a recording, between two keyframes: frames with begin ≤ pts < end (in the stream's
/// time base). Cuts depend on the input alone, never on the number of workers; so results do not
/// either.
struct Segment {
  std::int64_t begin = INT64_MIN, end = INT64_MAX;
};

/// Frames, one after another. Within a segment, and from one segment to the next, their times rise
/// and their indices count on by one for each frame, decoded or skipped, whatever the file's own
/// clock says; a straight read and a read by segments give the same times.
class MIEN_API Source {
 public:
  virtual ~Source() = default;
  virtual const StreamInfo& info() const = 0;
  /// Where this input may be cut, in order, covering all of it; one segment where it cannot be.
  virtual std::vector<Segment> segments() = 0;
  /// Goes to a segment's first frame. Throws Error(input) where the stream cannot seek.
  virtual void seek(const Segment&) = 0;
  /// The next frame of the segment (of the whole stream, without a seek); false at its end.
  /// `frame.info.index` counts from 0 at the segment's begin, skipped frames too. Damaged packets
  /// are left out and counted.
  virtual bool read(Frame& frame) = 0;
  /// Makes the planes of the frame read last outlive the next `read`, and the source, for as long
  /// as the returned value lives (which any thread may drop). Once per frame. Cheap where the
  /// decoder counts references; else, as here, a copy that `frame` is pointed to.
  virtual std::shared_ptr<const void> hold(Frame& frame);
  /// Packets or images that could not be decoded so far, and the last one in words.
  virtual std::int64_t damaged_packets() const = 0;
  virtual std::string damage() const = 0;
  /// What was put right or chosen on the way so far, each once, in words ("its clock steps back
  /// …"): true of frames that were read, unlike damage.
  virtual std::vector<std::string> notes() const { return {}; }
  /// Frames that were not decoded, because they are not looked at and no other needs them, so far.
  virtual std::int64_t skipped_frames() const { return 0; }
};

/// Faces in one picture.
class MIEN_API Detector {
 public:
  virtual ~Detector() = default;
  /// The bytes to fill for a picture of this display size: top-left letterbox, no distortion,
  /// padding left as is.
  virtual Canvas canvas(int frame_width, int frame_height) = 0;
  /// Begins to infer the canvas as last filled, where the engine can do so behind the caller's back
  /// or together with others; the next call is `detect`, which waits for it. Optional: without it,
  /// `detect` does all of the work.
  virtual void submit() {}
  /// Faces in the canvas as last filled, in source pixels, most confident first, after NMS.
  virtual std::vector<Detection> detect(const Letterbox&) = 0;
};

/// Expressions of the faces of one picture.
class MIEN_API Classifier {
 public:
  virtual ~Classifier() = default;
  /// The square to cut for a face.
  virtual CropSpec crop(const Detection&) const = 0;
  /// The bytes to fill for face number `slot` (0..) of this picture.
  virtual Canvas canvas(std::size_t slot) = 0;
  /// Calibrated expressions of the first `out.size()` canvases.
  virtual void classify(std::span<Expression> out) = 0;
};

/// Where results go. Called in stream order per input, by one thread at a time.
class MIEN_API Sink {
 public:
  virtual ~Sink() = default;
  virtual void open([[maybe_unused]] const RunInfo& run) {}
  /// One inferred frame of one input (its name as the user wrote it).
  virtual void frame([[maybe_unused]] const std::string& input,
                     [[maybe_unused]] const FrameResult& result) {}
  virtual void track([[maybe_unused]] const std::string& input,
                     [[maybe_unused]] const Track& ended) {}
  /// A live camera connected, was lost, fell asleep, was added or removed (`gone`).
  virtual void camera([[maybe_unused]] const CameraStatus& status, [[maybe_unused]] bool gone) {}
  /// Of live cameras together, once a second: who is in front of which content, figures from the
  /// minimum audience on.
  virtual void tally([[maybe_unused]] const audience::Tally& tally) {}
  /// After the last frame and before any sink's `close`: what the sink adds to the summary. What
  /// fails here is thrown from `close`.
  virtual void conclude([[maybe_unused]] Summary& summary) {}
  virtual void close([[maybe_unused]] const Summary& summary) {}
};

}  // namespace mien
