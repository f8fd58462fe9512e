#include "media/picture_budget.h"

#include <algorithm>
#include <iterator>

namespace mien::media {
namespace {

/// Goes with the last reference to a picture.
struct Loan {
  std::shared_ptr<PictureBudget> budget;
  std::atomic<std::int64_t>& held;
  std::int64_t bytes;
};

std::uint8_t nothing[1];

}  // namespace

void PictureBudget::watch(AVCodecContext& codec) {
  codec.opaque = this;
  codec.get_buffer2 = get_buffer;
}

int PictureBudget::get_buffer(AVCodecContext* codec, AVFrame* frame, int flags) {
  const int code = avcodec_default_get_buffer2(codec, frame, flags);
  if (code < 0) return code;
  if (static_cast<PictureBudget*>(codec->opaque)->lend(*frame)) return code;
  av_frame_unref(frame);
  return AVERROR(ENOMEM);
}

// A reference of its own, beside those of the planes, that gives the bytes back when it goes.
bool PictureBudget::lend(AVFrame& frame) {
  std::int64_t bytes = 0;
  for (const AVBufferRef* plane : frame.buf)
    if (plane) bytes += static_cast<std::int64_t>(plane->size);
  const auto free = std::ranges::find(frame.buf, nullptr);
  if (free == std::end(frame.buf) || held_.fetch_add(bytes) + bytes > bytes_) {
    if (free != std::end(frame.buf)) held_ -= bytes;
    return false;
  }
  auto* loan = new Loan{shared_from_this(), held_, bytes};
  const auto give_back = [](void* opaque, std::uint8_t*) {
    const std::unique_ptr<Loan> ended(static_cast<Loan*>(opaque));
    ended->held -= ended->bytes;
  };
  *free = av_buffer_create(nothing, sizeof nothing, give_back, loan, AV_BUFFER_FLAG_READONLY);
  if (!*free) give_back(loan, nullptr);
  return *free != nullptr;
}

}  // namespace mien::media
