#include "media/network_guard.h"

extern "C" {
#include <libavutil/mem.h>
#include <libavutil/opt.h>
}

#include <algorithm>
#include <string_view>
#include <utility>

#include <netdb.h>

#include "media/resolve.h"

namespace mien::media {
namespace {

/// The largest packets are keyframes and JPEGs of 12 megapixels: some 6 MB.
constexpr std::int64_t kMostWithoutPacket = 16 << 20;
/// Of HLS: a segment that begins late. A playlist's line becomes a piece of memory ten times its
/// length, that of one which names further playlists three hundred times.
constexpr std::int64_t kMostOfSegments = 3 << 20, kMostOfPlaylist = 128 << 10;
constexpr std::int64_t kLeastAllocation = 12 << 20;
/// FFmpeg keeps cookies and the like of a header, however many, and tells nobody how much it has
/// read. But it asks whether to go on before each read (4 or 8 KiB), and ten times a second while
/// nothing comes: a header of a megabyte, or a minute and more of silence.
constexpr std::int64_t kMostAsked = 800;

/// Where a redirect has led, if it did.
std::string location_of(AVIOContext& io) {
  std::uint8_t* text = nullptr;
  if (av_opt_get(&io, "location", AV_OPT_SEARCH_CHILDREN, &text) < 0 || !text) return {};
  const std::string location = reinterpret_cast<const char*>(text);
  av_free(text);
  return location;
}

}  // namespace

void limit_allocations(std::int64_t pixels) {
  av_max_alloc(static_cast<std::size_t>(std::max(kLeastAllocation, pixels * 9 / 8)));
}

NetworkGuard::NetworkGuard(AVFormatContext& format, AddressRule rule,
                           std::function<void(const char*, int)> opened)
    : rule_(std::move(rule)),
      hears_(std::move(opened)),
      open_(format.io_open),
      close_(format.io_close2) {
  format.opaque = this;
  format.io_open = open;
  format.io_close2 = close;
}

int NetworkGuard::begin(AVFormatContext& format, const std::string& url, AVDictionary** options) {
  format.url = av_strdup(url.c_str());  // FFmpeg's own opening looks at it
  const int code = open(&format, &main_, url.c_str(), AVIO_FLAG_READ, options);
  av_freep(&format.url);
  format.pb = main_;
  format.flags |= AVFMT_FLAG_CUSTOM_IO;  // it does not close it, wherever opening ends
  return code;
}

int NetworkGuard::open(AVFormatContext* format, AVIOContext** io, const char* url, int flags,
                       AVDictionary** options) {
  auto& self = *static_cast<NetworkGuard*>(format->opaque);
  try {
    if (!self.may_open(url)) return AVERROR(EACCES);
    const bool ranged = options && av_dict_get(*options, "offset", nullptr, 0);  // a part of a file
    if (self.asked_for_ && !ranged && !self.asked_for_->insert(url).second) return AVERROR_EOF;
    self.opening_ = true;
    const int code = self.open_(format, io, url, flags, options);
    self.opening_ = false;
    if (self.hears_) self.hears_(url, code);
    if (code < 0) return code;
    // FFmpeg follows redirects by itself: what one brought from elsewhere is not read.
    if (const std::string location = location_of(**io);
        !location.empty() && !self.may_open(location)) {
      self.close_(format, *io);
      *io = nullptr;
      return AVERROR(EACCES);
    }
    self.opened_.push_back(*io);
    return code;
  } catch (...) {
    return AVERROR(ENOMEM);
  }
}

int NetworkGuard::close(AVFormatContext* format, AVIOContext* io) {
  auto& self = *static_cast<NetworkGuard*>(format->opaque);
  if (io && std::erase(self.opened_, io) > 0) self.closed_bytes_ += io->bytes_read;
  return self.close_(format, io);
}

std::int64_t NetworkGuard::received() const {
  std::int64_t bytes = closed_bytes_;
  for (const AVIOContext* io : opened_) bytes += io->bytes_read;
  return bytes;
}

bool NetworkGuard::sends_without_end(const AVFormatContext& format) {
  // RTSP has sockets of its own, and asks for each byte.
  if (opening_ || !opened_.empty()) {
    const std::int64_t bytes = received();
    asked_ = std::exchange(known_, bytes) == bytes ? asked_ + 1 : 0;
    if (asked_ > kMostAsked) return true;
  }
  const bool hls = format.iformat && std::string_view(format.iformat->name) == "hls";
  if (hls && format.pb && format.pb->bytes_read > kMostOfPlaylist) return true;
  return received() - before_ > (hls ? kMostOfSegments : kMostWithoutPacket);
}

bool NetworkGuard::may_open(const std::string& url) const {
  if (!rule_) return true;
  const std::string host = host_of(url);
  addrinfo* found = nullptr;
  if (host.empty() || ::getaddrinfo(host.c_str(), nullptr, nullptr, &found) != 0) return false;
  bool may = found != nullptr;
  for (const addrinfo* each = found; each; each = each->ai_next) {
    const auto address = address_of(*each->ai_addr);
    may = may && address && rule_(*address);
  }
  ::freeaddrinfo(found);
  return may;
}

}  // namespace mien::media
