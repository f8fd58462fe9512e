#include "face/nms.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace mien::face {
namespace {

bool finite(const Box& box) {
  return std::isfinite(box.x) && std::isfinite(box.y) && std::isfinite(box.w) &&
         std::isfinite(box.h);
}

bool finite(const Landmarks& points) {
  return std::ranges::all_of(
      points, [](const Point& p) { return std::isfinite(p.x) && std::isfinite(p.y); });
}

bool before(const Detection& a, const Detection& b) {
  if (a.confidence != b.confidence) return a.confidence > b.confidence;
  return std::tie(a.box.y, a.box.x, a.box.w, a.box.h) <
         std::tie(b.box.y, b.box.x, b.box.w, b.box.h);
}

}  // namespace

void clip(std::vector<Detection>& faces, float width, float height) {
  std::size_t kept = 0;
  for (Detection& face : faces) {
    if (!finite(face.box) || !std::isfinite(face.confidence)) continue;
    // A finite corner plus a finite side may still overflow to infinity; min() brings that back.
    const float left = std::clamp(face.box.x, 0.0f, width);
    const float top = std::clamp(face.box.y, 0.0f, height);
    const float right = std::min(face.box.right(), width);
    const float bottom = std::min(face.box.bottom(), height);
    if (!(right > left) || !(bottom > top)) continue;
    face.box = {left, top, right - left, bottom - top};
    face.confidence = std::clamp(face.confidence, 0.0f, 1.0f);
    if (face.landmarks && !finite(*face.landmarks)) face.landmarks.reset();
    faces[kept++] = face;
  }
  faces.resize(kept);
}

void suppress(std::vector<Detection>& faces, float max_iou, const NmsLimits& limits) {
  if (faces.size() > limits.before) {
    std::ranges::nth_element(faces, faces.begin() + static_cast<std::ptrdiff_t>(limits.before),
                             before);
    faces.resize(limits.before);
  }
  std::ranges::sort(faces, before);
  std::size_t kept = 0;
  for (std::size_t i = 0; i < faces.size() && kept < limits.after; ++i) {
    const auto end = faces.begin() + static_cast<std::ptrdiff_t>(kept);
    const bool is_new = std::none_of(
        faces.begin(), end, [&](const Detection& f) { return iou(f.box, faces[i].box) > max_iou; });
    if (is_new) faces[kept++] = faces[i];
  }
  faces.resize(kept);
}

}  // namespace mien::face
