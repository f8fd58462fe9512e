#pragma once
/// \file What the pictures of one camera may hold together.

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>

#include "media/av.h"

namespace mien::media {

/// Bytes of decoded pictures, those that others still hold included: a stream may ask for many
/// references, and ask again when its size changes. Made by `make`: pictures keep it alive.
class PictureBudget : public std::enable_shared_from_this<PictureBudget> {
 public:
  /// Twelve pictures of `max_pixels`, 4:2:0: what 4K needs at level 5.1, and what is being looked
  /// at, twice over. Of one size no more than its codec can need, or fit into 12 MiB. No picture is
  /// larger: at 10 bits, or 4:4:4, it has fewer pixels.
  static std::shared_ptr<PictureBudget> make(std::int64_t max_pixels) {
    return std::shared_ptr<PictureBudget>(new PictureBudget(max_pixels));
  }
  /// From now on `codec` decodes within it, else it finds no memory. The budget outlives `codec`.
  void watch(AVCodecContext& codec);
  std::int64_t held() const;

 private:
  explicit PictureBudget(std::int64_t pixels);
  static int get_buffer(AVCodecContext* codec, AVFrame* frame, int flags);
  bool lend(AVFrame& frame, std::int64_t bytes);

  bool take(std::int64_t bytes, int most);
  void give_back(std::int64_t bytes);

  const std::int64_t picture_;  ///< bytes
  mutable std::mutex mutex_;
  std::int64_t held_ = 0;                ///< guarded
  std::map<std::int64_t, int> by_size_;  ///< guarded; pictures of so many bytes
};

}  // namespace mien::media
