#pragma once
/// \file What a customer said of a content.

#include <string>

#include "mien/figures.h"

#include "base/time.h"

namespace mien::audience {

/// Which ratings; empty texts: all.
struct RatingFilter {
  std::string token, camera, content, source;
  WallTime from{}, to = WallTime::max();
};
/// "token kiosk-door, from 2026-11-03T09:00:00.000Z": for the audit log.
std::string words_of(const RatingFilter& filter);

}  // namespace mien::audience
