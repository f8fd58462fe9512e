#include "media/gaps.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "media/byte_reading.h"

namespace mien::media {

void GapWatch::watch(const AVFormatContext& format) {
  const std::string_view name = format.iformat->name;
  on_ = name.starts_with("matroska") || name == "flv";
}

void GapWatch::before_read() {
  if (on_) complaints_ = av_complaints(AV_CLASS_CATEGORY_DEMUXER);
}

bool GapWatch::met(int code) {
  if (!on_ || end_told_ || av_complaints(AV_CLASS_CATEGORY_DEMUXER) == complaints_) return false;
  end_told_ = code < 0;
  return true;
}

bool GapWatch::met_ahead(Bytes& bytes) const {
  if (!on_ || av_complaints(AV_CLASS_CATEGORY_DEMUXER) == complaints_) return false;
  std::array<std::uint8_t, 64> tail{};
  const std::int64_t got = bytes.read_at(bytes.size() - std::ssize(tail), tail.data(), 64);
  return got < 64 || std::ranges::any_of(tail, [](std::uint8_t byte) { return byte != 0; });
}

bool Padding::begins_at(Bytes& bytes, std::int64_t offset) {
  constexpr std::int64_t kTail = 64;  // of the last packet, such as its length once more
  std::int64_t at = offset + kTail;
  if (at >= padding_from_) return true;
  if (offset < 0 || at <= other_at_ || at >= bytes.size()) return false;
  const std::int64_t from = at;
  std::vector<std::uint8_t> chunk(1 << 16);
  const std::int64_t first = big_endian(bytes, at, 1);
  if (first != 0 && first != 0xFF) return false;
  while (at < bytes.size()) {
    const std::int64_t got = bytes.read_at(at, chunk.data(), std::ssize(chunk));
    if (got <= 0) return false;
    const auto end = chunk.begin() + got;
    const auto other =
        std::find_if(chunk.begin(), end, [&](std::uint8_t byte) { return byte != first; });
    if (other != end) {
      other_at_ = at + (other - chunk.begin());
      return false;
    }
    at += got;
  }
  padding_from_ = from;
  return true;
}

bool Padding::ends(Bytes& bytes) {
  constexpr std::int64_t kLooked = 60'000;
  Padding padding;
  return bytes.size() > kLooked && padding.begins_at(bytes, bytes.size() - kLooked);
}

}  // namespace mien::media
