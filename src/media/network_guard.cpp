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

constexpr std::string_view kPlaylist = "#EXTM3U";

}  // namespace

void limit_allocations(std::int64_t pixels) {
  av_max_alloc(static_cast<std::size_t>(std::max(kLeastAllocation, pixels * 9 / 8)));
}

/// A connection whose first bytes are looked at: gives them, and then the rest.
struct NetworkGuard::Again {
  explicit Again(AVIOContext* io) : rest(io), head(kPlaylist.size(), '\0') {
    auto* const bytes = reinterpret_cast<unsigned char*>(head.data());
    const int got = avio_read(rest, bytes, static_cast<int>(head.size()));
    head.resize(static_cast<std::size_t>(std::max(got, 0)));
  }
  ~Again() {
    if (given) av_freep(&given->buffer);
    avio_context_free(&given);
  }
  /// What libavformat reads; stays this object's. Null: no memory.
  AVIOContext* context() {
    constexpr int kBuffer = 4096;
    auto* const buffer = static_cast<unsigned char*>(av_malloc(kBuffer));
    if (buffer) given = avio_alloc_context(buffer, kBuffer, 0, this, read, nullptr, nullptr);
    if (!given) av_free(buffer);
    return given;
  }
  static int read(void* self, std::uint8_t* to, int size) {
    auto& again = *static_cast<Again*>(self);
    const std::size_t count =
        again.head.copy(reinterpret_cast<char*>(to), static_cast<std::size_t>(size), again.told);
    again.told += count;
    if (count > 0) return static_cast<int>(count);
    const int got = avio_read_partial(again.rest, to, size);
    return got == 0 ? AVERROR_EOF : got;
  }

  AVIOContext *rest, *given = nullptr;
  std::string head;
  std::size_t told = 0;
};

NetworkGuard::~NetworkGuard() { avio_closep(&main_); }

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
  *io = nullptr;
  try {
    if (!self.may_open(url)) return AVERROR(EACCES);
    const bool ranged = options && av_dict_get(*options, "offset", nullptr, 0);  // a part of a file
    const bool again = self.asked_for_ && !ranged && !self.asked_for_->insert(url).second;
    self.opening_ = true;
    const int code = self.open_(format, io, url, flags, options);
    self.opening_ = false;
    if (code >= 0) self.opened_.push_back(*io);
    if (self.hears_) self.hears_(url, code);
    const int refusal = code < 0 ? code : self.look_at(io, again);
    if (code >= 0 && refusal < 0) give_back(format, io);
    return refusal < 0 ? refusal : code;
  } catch (...) {
    self.opening_ = false;
    give_back(format, io);
    return AVERROR(ENOMEM);
  }
}

void NetworkGuard::give_back(AVFormatContext* format, AVIOContext** io) {
  if (*io) close(format, *io);
  *io = nullptr;
}

int NetworkGuard::look_at(AVIOContext** io, bool again) {
  // FFmpeg follows redirects by itself: what one brought from elsewhere is not read.
  if (const std::string location = location_of(**io); !location.empty()) {
    if (!may_open(location)) return AVERROR(EACCES);
    if (asked_for_) asked_for_->insert(location);  // as a playlist is asked for from then on
  }
  if (!again) return 0;
  auto seen = std::make_unique<Again>(*io);
  if (seen->head == kPlaylist) return AVERROR_EOF;  // what came until now may do
  AVIOContext* const same = seen->context();
  if (!same) return AVERROR(ENOMEM);
  again_[same] = std::move(seen);
  *io = same;
  return 0;
}

int NetworkGuard::close(AVFormatContext* format, AVIOContext* io) {
  auto& self = *static_cast<NetworkGuard*>(format->opaque);
  if (const auto found = self.again_.find(io); found != self.again_.end()) {
    io = found->second->rest;
    self.again_.erase(found);
  }
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
