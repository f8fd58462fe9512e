#include "face/dlib_common.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "mien/error.h"

#include "face/dlib_detectors.h"

namespace mien::face {
namespace {

constexpr double kSlope = 2;
constexpr int kMaxUpsample = 4;

}  // namespace

float confidence_of_score(double score) {
  return static_cast<float>(1 / (1 + std::exp(-kSlope * score)));
}

double score_of_confidence(double confidence) {
  return std::log(confidence / (1 - confidence)) / kSlope;
}

void check_dlib_options(const DetectorOptions& options, int widest) {
  if (options.upsample < 0 || options.upsample > kMaxUpsample) {
    throw Error(ErrorKind::usage, "upsample",
                std::to_string(options.upsample) + " is not a number of doublings",
                "0 to " + std::to_string(kMaxUpsample));
  }
  const int limit = widest >> options.upsample;
  if (options.width < 16 || options.width > limit) {
    throw Error(ErrorKind::usage, "width",
                options.name + " cannot work at " + std::to_string(options.width) +
                    " pixels with upsample " + std::to_string(options.upsample),
                "16 to " + std::to_string(limit));
  }
  // 0 asks for the default; the negated test refuses NaN as well.
  if (!(options.min_confidence >= 0 && options.min_confidence < 1)) {
    throw Error(ErrorKind::usage, "min_confidence", "is not a confidence below 1",
                "0 (the default) to 0.99");
  }
}

double score_threshold(const DetectorOptions& options) {
  return options.min_confidence > 0 ? score_of_confidence(options.min_confidence) : 0;
}

CanvasSize canvas_size(int frame_width, int frame_height, int longest) {
  if (frame_width <= 0 || frame_height <= 0) {
    throw Error(ErrorKind::input, "frame", "has no pixels");
  }
  const double scale = static_cast<double>(longest) / std::max(frame_width, frame_height);
  const auto side = [&](int pixels) {
    return std::clamp(static_cast<int>(std::lround(pixels * scale)), 1, longest);
  };
  return {side(frame_width), side(frame_height)};
}

std::optional<Detection> to_detection(const Edges& edges, double score,
                                      const Letterbox& letterbox) {
  const double width = letterbox.frame_width, height = letterbox.frame_height;
  const double left = std::clamp(edges.left * letterbox.scale_x, 0.0, width);
  const double right = std::clamp(edges.right * letterbox.scale_x, 0.0, width);
  const double top = std::clamp(edges.top * letterbox.scale_y, 0.0, height);
  const double bottom = std::clamp(edges.bottom * letterbox.scale_y, 0.0, height);
  if (!(right > left && bottom > top)) return std::nullopt;
  Detection detection;
  detection.box = {static_cast<float>(left), static_cast<float>(top),
                   static_cast<float>(right - left), static_cast<float>(bottom - top)};
  detection.confidence = confidence_of_score(score);
  return detection;
}

}  // namespace mien::face
