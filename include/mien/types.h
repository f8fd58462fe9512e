#pragma once
/// \file The values that flow from stage to stage: frames, detections, expressions, tracks.
///
/// Coordinates: pixels of the *upright display picture* (rotation and pixel aspect applied),
/// origin top left, x to the right, y down. Times: seconds of stream time, from the first frame.

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mien/export.h"

namespace mien {

struct Point {
  float x = 0, y = 0;
  bool operator==(const Point&) const = default;
};

/// Axis-aligned box, source pixels; may reach beyond the picture.
struct Box {
  float x = 0, y = 0, w = 0, h = 0;
  float right() const { return x + w; }
  float bottom() const { return y + h; }
  float area() const { return w * h; }
  Point center() const { return {x + w / 2, y + h / 2}; }
};

/// Intersection over union of two boxes, 0..1 (0 where either is empty).
MIEN_API float iou(const Box& a, const Box& b);

/// Five points: eye on the picture's left, eye on its right, nose tip, mouth corner on the left, on
/// the right.
using Landmarks = std::array<Point, 5>;

/// One face as a detector saw it. `confidence` 0..1.
struct Detection {
  Box box;
  float confidence = 0;
  std::optional<Landmarks> landmarks;
};

/// UTC, to the millisecond.
using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;

/// Local time of the store minus UTC at a moment. The library reads no time zone of its own: the
/// program gives it one. Empty: UTC. Called by any thread that uses what holds it.
using UtcOffset = std::function<std::chrono::minutes(WallTime)>;

/// The eight expressions of FER+, in its order, and `unknown`.
enum class Emotion : std::uint8_t {
  neutral,
  happiness,
  surprise,
  sadness,
  anger,
  disgust,
  fear,
  contempt,
  unknown
};
inline constexpr std::size_t kEmotions = 8;  ///< classes with a probability; `unknown` has none

/// Lower-case English name ("neutral" … "unknown"); the pair is total and inverse.
MIEN_API std::string_view name_of(Emotion);
MIEN_API std::optional<Emotion> emotion_named(std::string_view);

/// Why an expression is `unknown`.
enum class Doubt : std::uint8_t { none, too_small, blurred, turned_away, cut_off, low_confidence };
MIEN_API std::string_view name_of(Doubt);

/// An estimate of a face's expression; never a claim about feelings.
/// `probabilities` sum to 1 in the order of `Emotion` (all 0 where no classifier ran);
/// `valence`, `arousal` −1..1, derived from them; NaN: not read, or RunConfig::expressions smile.
/// `confidence` is the largest probability.
struct Expression {
  std::array<float, kEmotions> probabilities{};
  Emotion label = Emotion::unknown;
  float confidence = 0;
  float valence = 0, arousal = 0;
  Doubt doubt = Doubt::none;
};

/// How usable a face is. `sharpness` = variance of the Laplacian of the gray crop (0 = flat);
/// `yaw`, `pitch`: rough pose from landmarks, −1..1 (0 frontal, ±1 profile); `overall` 0..1 weights
/// a frame within its track.
struct Quality {
  float sharpness = 0;
  float yaw = 0, pitch = 0;
  float overall = 0;
};

/// A face in one inferred frame, as it leaves the per-frame stages and, with `track`, the tracker.
struct Face {
  Detection detection;
  Quality quality;
  Expression expression;   ///< of this frame alone, until the tracker smooths it
  bool kept = false;       ///< the expression is an earlier sight's: the face looked as it did then
  std::int64_t track = 0;  ///< anonymous id, 1.. within a run and an input; 0 = none yet
  std::string zone;        ///< of the camera, that its centre lies in; empty: none
  std::string content;     ///< what it is in front of; empty: nothing, or not known
};

/// Where and when a frame stands in its stream. `index` counts decoded frames from 0, each once;
/// `seconds` rises from frame to frame, also where the file's own clock steps back or jumps.
struct FrameInfo {
  std::int64_t index = 0;
  double seconds = 0;
  int width = 0, height = 0;  ///< upright display size
};

/// All faces of one inferred frame.
struct FrameResult {
  FrameInfo frame;
  std::vector<Face> faces;
  std::string content;    ///< what the camera shows where no zone has its own; empty: nothing
  std::string file;       ///< of a folder of pictures: the picture's name; else empty
  WallTime at{};          ///< when it was, on the wall clock; set where frames are followed
  double latency_ms = 0;  ///< of a live camera: from the picture's arrival until now
};

/// One person's short, anonymous stay in front of a camera.
struct Track {
  std::int64_t id = 0;
  double start_s = 0, end_s = 0;
  std::int64_t frames = 0;  ///< frames of the stream it covers, those between detections included
  std::int64_t observations = 0;  ///< frames in which it was detected
  Expression expression;          ///< quality-weighted over the stay
  double best_frame_s = 0;        ///< moment of the best view (size, sharpness, pose)
  std::string file;               ///< of a folder of pictures: the picture's name; else empty
};

/// Colour layout of the bytes a stage wants to be given.
enum class PixelFormat { bgr, rgb, gray };

/// Bytes to be filled by the scaler or the cropper: u8, interleaved, rows `stride` bytes apart.
/// Owned by the stage that hands it out; valid until that stage's next call.
struct Canvas {
  std::uint8_t* data = nullptr;
  int width = 0, height = 0;
  int stride = 0;
  PixelFormat format = PixelFormat::bgr;
  int channels() const { return format == PixelFormat::gray ? 1 : 3; }
};

/// What networks compute in. `automatic`: bf16 where the CPU has it natively (AMX or AVX512_BF16),
/// else f32.
enum class Precision : std::uint8_t { automatic, f32, bf16, int8 };

/// "auto", "f32", "bf16", "int8"; the pair is total and inverse.
MIEN_API std::string_view name_of(Precision);
MIEN_API std::optional<Precision> precision_named(std::string_view);

/// How a frame lies on a canvas: display x = canvas x × `scale_x`, y alike; the rest of the canvas
/// is padding. `width` × `height`: canvas pixels that carry picture, from the top left.
struct Letterbox {
  float scale_x = 1, scale_y = 1;
  int width = 0, height = 0;
  int frame_width = 0, frame_height = 0;  ///< the display picture
};

/// A square to cut from the frame: `side` in source pixels around `center`, turned by `roll`
/// radians (positive: the face leans clockwise) so that the eyes come to lie level.
struct CropSpec {
  Point center;
  float side = 0;
  float roll = 0;
};

}  // namespace mien
