#pragma once
/// \file That a host took a camera.

#include <cstdint>
#include <string>

#include "base/time.h"

namespace mien::fleet {

struct CameraClaim {
  std::string camera, host;
  std::int64_t fence = 0;  ///< greater than that of each claim before
  WallTime since{};        ///< by the clock of that host, before it saw anything of the camera
};

}  // namespace mien::fleet
