#include "chain/mask.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace mien::chain {

namespace {

/// Tells each x where the polygon's edges cross the horizontal line at y, in no order.
template <class Hear>
void cross(const Polygon& polygon, float y, const Hear& hear) {
  for (std::size_t i = 0, j = polygon.size() - 1; i < polygon.size(); j = i++) {
    const Point a = polygon[i], b = polygon[j];
    if ((a.y > y) != (b.y > y)) hear(a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x));
  }
}

void paint_row(const Canvas& canvas, int row, const std::vector<float>& xs, int width) {
  for (std::size_t i = 0; i + 1 < xs.size(); i += 2) {
    // Pixel centres between the two crossings.
    const int from = std::clamp(static_cast<int>(std::ceil(xs[i] * width - 0.5f)), 0, width);
    const int to = std::clamp(static_cast<int>(std::ceil(xs[i + 1] * width - 0.5f)), from, width);
    std::memset(canvas.data + static_cast<std::ptrdiff_t>(row) * canvas.stride +
                    static_cast<std::ptrdiff_t>(from) * canvas.channels(),
                0, static_cast<std::size_t>((to - from) * canvas.channels()));
  }
}

}  // namespace

Masks::Masks(const std::map<std::string, Polygon>& polygons) {
  for (const auto& [name, polygon] : polygons) add(polygon);
}

Masks::Masks(const CameraConfig& camera) : Masks(camera.masks) {
  for (const auto& [name, polygon] : camera.staff) add(polygon);
}

void Masks::add(const Polygon& polygon) {
  polygons_.push_back(polygon);
  most_points_ = std::max(most_points_, polygon.size());
}

void Masks::paint(const Canvas& canvas, const Letterbox& letterbox, const Box& part) const {
  std::vector<float> xs;
  xs.reserve(most_points_);  // of all rows: nothing is allocated row by row
  for (const Polygon& polygon : polygons_)
    for (int row = 0; row < letterbox.height; ++row) {
      const float y = (static_cast<float>(row) + 0.5f) / static_cast<float>(letterbox.height);
      xs.clear();
      cross(polygon, part.y + y * part.h, [&](float x) { xs.push_back((x - part.x) / part.w); });
      std::ranges::sort(xs);
      paint_row(canvas, row, xs, letterbox.width);
    }
}

std::string zone_at(const std::map<std::string, Polygon>& zones, Point point) {
  for (const auto& [name, polygon] : zones) {
    bool inside = false;
    cross(polygon, point.y, [&](float x) { inside ^= x <= point.x; });
    if (inside) return name;
  }
  return {};
}

void assign_zones(const std::map<std::string, Polygon>& zones, FrameResult& result) {
  for (Face& face : result.faces) {
    const Point center = face.detection.box.center();
    face.zone = zone_at(zones, {center.x / static_cast<float>(result.frame.width),
                                center.y / static_cast<float>(result.frame.height)});
  }
}

std::vector<Masks> masks_of(const RunConfig& config) {
  std::vector<Masks> masks;
  for (const CameraConfig& camera : config.cameras) masks.emplace_back(camera);
  return masks;
}

}  // namespace mien::chain
