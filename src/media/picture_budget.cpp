#include "media/picture_budget.h"

extern "C" {
#include <libavutil/imgutils.h>
}

#include <algorithm>
#include <iterator>

namespace mien::media {
namespace {

constexpr int kPictures = 12;
constexpr std::int64_t kEdges = 1 << 20;  ///< that decoders add to the smallest
/// Being decoded, waiting, looked at, shown.
constexpr int kInFlight = 8;
/// References that a stream may have whose decoder does not say how many it has.
constexpr int kMostReferences = 16;
constexpr std::int64_t kRoomForSmallOnes = 12 << 20;

/// How many pictures of one size `codec` can need. H.264's decoder has 36 places, and one that is
/// fed with noise fills them all.
int most_pictures(const AVCodecContext& codec) {
  const bool says = codec.codec_id == AV_CODEC_ID_H264;
  return kInFlight + (says ? codec.refs + codec.has_b_frames : kMostReferences);
}

std::uint8_t nothing[1];

}  // namespace

PictureBudget::PictureBudget(std::int64_t pixels) : picture_(pixels * 3 / 2) {}

void PictureBudget::watch(AVCodecContext& codec) {
  codec.opaque = this;
  codec.get_buffer2 = get_buffer;
}

// Before FFmpeg takes the memory, which it fills with zeros.
int PictureBudget::get_buffer(AVCodecContext* codec, AVFrame* frame, int flags) {
  auto& budget = *static_cast<PictureBudget*>(codec->opaque);
  const std::int64_t bytes = av_image_get_buffer_size(static_cast<AVPixelFormat>(frame->format),
                                                      frame->width, frame->height, 1);
  if (bytes <= 0) return AVERROR(EINVAL);
  if (!budget.take(bytes, most_pictures(*codec))) return AVERROR(ENOMEM);
  if (const int code = avcodec_default_get_buffer2(codec, frame, flags); code < 0) {
    budget.give_back(bytes);
    return code;
  }
  if (budget.lend(*frame, bytes)) return 0;
  av_frame_unref(frame);
  return AVERROR(ENOMEM);
}

// A reference of its own, beside those of the planes, that gives the bytes back when it goes.
bool PictureBudget::lend(AVFrame& frame, std::int64_t bytes) {
  struct Loan {
    std::shared_ptr<PictureBudget> budget;
    std::int64_t bytes;
  };
  auto* loan = new Loan{shared_from_this(), bytes};
  const auto end = [](void* opaque, std::uint8_t*) {
    const std::unique_ptr<Loan> ended(static_cast<Loan*>(opaque));
    ended->budget->give_back(ended->bytes);
  };
  const auto free = std::ranges::find(frame.buf, nullptr);
  if (free != std::end(frame.buf))
    *free = av_buffer_create(nothing, sizeof nothing, end, loan, AV_BUFFER_FLAG_READONLY);
  if (free != std::end(frame.buf) && *free) return true;
  end(loan, nullptr);
  return false;
}

// What others hold of another size, from before the stream changed, leaves a size its room.
bool PictureBudget::take(std::int64_t bytes, int most) {
  std::lock_guard lock(mutex_);
  if (bytes > picture_ * 9 / 8 + kEdges || held_ + bytes > kPictures * picture_) return false;
  int& pictures = by_size_[bytes];
  if (pictures >= most && pictures * bytes + bytes > kRoomForSmallOnes) return false;
  ++pictures;
  held_ += bytes;
  return true;
}

void PictureBudget::give_back(std::int64_t bytes) {
  std::lock_guard lock(mutex_);
  held_ -= bytes;
  const auto size = by_size_.find(bytes);
  if (--size->second == 0) by_size_.erase(size);
}

std::int64_t PictureBudget::held() const {
  std::lock_guard lock(mutex_);
  return held_;
}

}  // namespace mien::media
