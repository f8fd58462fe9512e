#pragma once
/// \file What is kept per shape of picture.

#include <algorithm>
#include <utility>
#include <vector>

#include "face/cnn_detector.h"

namespace mien::face {

/// Picture shapes kept ready. Cameras of one site have one or two; a folder of photographs has
/// many, and each compiled network takes some 10 to 60 MB.
inline constexpr std::size_t kShapes = 4;

/// A few values by canvas size; the one unused for longest makes room.
template <typename Value>
class ShapeCache {
 public:
  Value* find(InputSize size) {
    const auto found = std::ranges::find(entries_, size, &Entry::first);
    if (found == entries_.end()) return nullptr;
    std::rotate(found, found + 1, entries_.end());
    return &entries_.back().second;
  }
  Value& add(InputSize size, Value value) {
    if (entries_.size() == kShapes) entries_.erase(entries_.begin());
    return entries_.emplace_back(size, std::move(value)).second;
  }

 private:
  using Entry = std::pair<InputSize, Value>;
  std::vector<Entry> entries_;  ///< least recently used first
};

}  // namespace mien::face
