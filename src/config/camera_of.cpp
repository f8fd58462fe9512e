#include <algorithm>

#include <fmt/format.h>

#include "mien/input.h"

#include "base/url.h"

namespace mien {

CameraConfig camera_of(const std::string& input, const std::vector<CameraConfig>& others) {
  const std::string shown = masked(input);
  std::string name = shown;
  const auto taken = [&](const CameraConfig& camera) { return camera.name == name; };
  for (int n = 2; std::ranges::any_of(others, taken); ++n) name = fmt::format("{} ({})", shown, n);
  return {.name = name, .input = input};
}

}  // namespace mien
