#pragma once
/// \file How much memory an input may take, so that most of them take no time.

#include <cstddef>

#include "media/av.h"

/// A few changed bytes ask for pictures of a hundred megapixels, which take a second each and show
/// nothing new: one input in 64 may have them, as files may; of the others a megapixel.
inline void limit_memory(std::size_t size) {
  constexpr std::size_t kSmall = 4 << 20, kAsFiles = 400 << 20;
  av_max_alloc(size % 64 == 0 ? kAsFiles : kSmall);
}
