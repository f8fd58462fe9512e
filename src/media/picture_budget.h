#pragma once
/// \file What the pictures of one camera may hold together.

#include <atomic>
#include <cstdint>
#include <memory>

#include "media/av.h"

namespace mien::media {

/// Bytes of decoded pictures, those that others still hold included: a stream may ask for many
/// references, and ask again when its size changes. Made by `make`: pictures keep it alive.
class PictureBudget : public std::enable_shared_from_this<PictureBudget> {
 public:
  /// Twelve pictures of `max_pixels`, 4:2:0: what 4K needs at level 5.1, and what is being looked
  /// at, twice over.
  static std::shared_ptr<PictureBudget> make(std::int64_t max_pixels) {
    return std::shared_ptr<PictureBudget>(new PictureBudget(12 * max_pixels * 3 / 2));
  }
  /// From now on `codec` decodes within it, else it finds no memory. The budget outlives `codec`.
  void watch(AVCodecContext& codec);
  std::int64_t held() const { return held_; }

 private:
  explicit PictureBudget(std::int64_t bytes) : bytes_(bytes) {}
  static int get_buffer(AVCodecContext* codec, AVFrame* frame, int flags);
  bool lend(AVFrame& frame);

  const std::int64_t bytes_;
  std::atomic<std::int64_t> held_{0};
};

}  // namespace mien::media
