#pragma once
/// \file Privacy masks: what they cover is painted over before any detector sees it.

#include <map>
#include <string>
#include <vector>

#include "mien/config.h"
#include "mien/types.h"

namespace mien::chain {

/// The masks of one camera. Immutable; thread-safe.
class Masks {
 public:
  Masks() = default;
  explicit Masks(const std::map<std::string, Polygon>& polygons);
  /// All that a camera must not see: its masks and its staff zones.
  explicit Masks(const CameraConfig& camera);

  /// Blackens every canvas pixel whose centre lies in a mask (even-odd rule). Nothing where there
  /// are none. `part`: of the picture (0..1), where the canvas shows only that.
  void paint(const Canvas& canvas, const Letterbox& letterbox,
             const Box& part = {0, 0, 1, 1}) const;

 private:
  void add(const Polygon& polygon);

  std::vector<Polygon> polygons_;
  std::size_t most_points_ = 0;  ///< of one of them
};

/// One per camera.
std::vector<Masks> masks_of(const RunConfig& config);

/// The first polygon that holds the point (0..1 of the picture); empty where none does.
std::string zone_at(const std::map<std::string, Polygon>& zones, Point point);

/// Gives each face the zone that its centre lies in.
void assign_zones(const std::map<std::string, Polygon>& zones, FrameResult& result);

}  // namespace mien::chain
