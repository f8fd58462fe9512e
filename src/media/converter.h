#pragma once
/// \file Any decoded picture → 8-bit 4:2:0 planes.

#include <cstddef>
#include <cstdint>
#include <memory>

#include "mien/frame.h"

#include "base/pool.h"
#include "media/av.h"

namespace mien::media {

/// Memory for the three planes of a picture; kept from frame to frame, grown when a larger one
/// comes.
class PlaneStore {
 public:
  /// Rows are 64-byte aligned and longer than the picture: swscale writes beyond its right edge.
  void fit(int width, int height);
  std::uint8_t* const* planes() const { return planes_; }
  const int* strides() const { return strides_; }

 private:
  struct Free {
    void operator()(std::uint8_t* p) const { av_free(p); }
  };
  std::unique_ptr<std::uint8_t, Free> memory_;
  std::size_t capacity_ = 0;
  std::uint8_t* planes_[3] = {};
  int strides_[3] = {};
};

/// 4:2:0 in 8 bit is given as it is. Other common layouts go through libyuv, the rest through
/// swscale. No allocation once the pictures keep their size and layout. One thread at a time.
class Converter {
 public:
  /// Sets `out`'s planes and strides: views of `frame`, or of this object until its next call.
  /// False where the layout cannot be converted.
  bool convert(const AVFrame& frame, Frame& out);
  /// Keeps the picture that `convert` last made of `frame` as it is, for as long as the returned
  /// value lives. Copies nothing. Throws Error(internal) without memory.
  std::shared_ptr<const void> hold(const AVFrame& frame);

 private:
  bool by_swscale(const AVFrame& frame);
  void give_store(Frame& out) const;

  struct Key {
    int width = 0, height = 0, format = -1;
    bool full_range = false;
    bool operator==(const Key&) const = default;
  };
  Pool<PlaneStore> stores_;
  std::shared_ptr<PlaneStore> store_;  ///< what the next conversion writes to; none once it is held
  bool views_frame_ = false, views_store_ = false;  ///< where the planes given last lie
  SwsHandle sws_;
  Key sws_key_;
};

}  // namespace mien::media
