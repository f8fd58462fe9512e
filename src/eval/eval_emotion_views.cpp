#include "eval/eval_emotion_views.h"

#include <algorithm>
#include <cmath>

namespace mien::eval {

CropSpec whole_picture(const Frame& frame, double crop_scale, const Classifier& classifier) {
  const auto width = static_cast<float>(frame.info.width);
  const auto height = static_cast<float>(frame.info.height);
  const auto scale = static_cast<float>(crop_scale);
  Detection detection;
  detection.box = {width / 2 * (1 - 1 / scale), height / 2 * (1 - 1 / scale), width / scale,
                   height / scale};
  detection.confidence = 1;
  return classifier.crop(detection);
}

Frame Shrinker::shrink(const Frame& frame, int height) {
  if (frame.info.height <= height) return frame;
  const media::PictureView in = media::planes_of(frame);
  const double factor = static_cast<double>(height) / frame.info.height;
  const auto smaller = [factor](int size) {
    return std::max(1, static_cast<int>(std::lround(size * factor)));
  };
  Frame small = frame;
  small.width = smaller(frame.width);
  small.height = smaller(frame.height);
  small.info.width = smaller(frame.info.width);
  small.info.height = height;
  const media::PlaneView* planes[] = {&in.y, &in.u, &in.v};
  for (std::size_t i = 0; i < planes_.size(); ++i) {
    const int w = i == 0 ? small.width : media::half_up(small.width);
    const int h = i == 0 ? small.height : media::half_up(small.height);
    planes_[i].resize(static_cast<std::size_t>(w) * h);
    const media::Region whole{0, 0, static_cast<double>(planes[i]->width),
                              static_cast<double>(planes[i]->height)};
    sampler_.sample(*planes[i], whole, planes_[i].data(), w, w, h);
    small.planes[i] = planes_[i].data();
    small.strides[i] = w;
  }
  return small;
}

}  // namespace mien::eval
