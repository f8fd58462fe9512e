#pragma once
/// \file Whose a fleet's camera was, and when: what a host saw of it in another's time is taken
/// back.

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "base/time.h"

namespace mien::audience {

/// A host took a camera.
struct KnownClaim {
  std::string camera;
  std::int64_t fence = 0;  ///< greater than that of each claim before
  WallTime since{};        ///< by the clock of the host that took it
  bool own = false;        ///< that host is this one
};

/// Keeps the claims in the file, which is there. Stays of this host that began in the time of
/// another one's claim are deleted, published ones where so many are that it can be told; such
/// stays that come later are not added. Others' claims of cameras that this host never had are
/// passed over. Returns how many stays went. Throws DatabaseError.
std::int64_t note_claims(const std::filesystem::path& file, const UtcOffset& clock,
                         std::span<const KnownClaim> claims);

}  // namespace mien::audience
