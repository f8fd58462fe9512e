#pragma once
/// \file What a host on the network may make libavformat do: take so many bytes, ask those hosts.

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/networks.h"
#include "media/av.h"

namespace mien::media {

/// May that address be asked? Empty: every one.
using AddressRule = std::function<bool(const Address&)>;

/// No single piece of memory that FFmpeg takes is larger, in the whole process: what a peer claims
/// (an RTSP answer's or a part's length, a table's entries) is never taken before it came. Room for
/// the first plane of a picture of so many pixels at 8 bits, with what decoders add to its edges.
void limit_allocations(std::int64_t pixels);

/// Watches what libavformat opens and receives for one demuxer, which it outlives.
class NetworkGuard {
 public:
  /// Takes over `format`'s `io_open`, `io_close2` and `opaque`.
  /// `opened` hears of each part that was asked for: its address, and FFmpeg's code (< 0: not had).
  NetworkGuard(AVFormatContext& format, AddressRule rule,
               std::function<void(const char* url, int code)> opened = {});
  /// After `format`'s end: closes what `begin` opened.
  ~NetworkGuard();
  NetworkGuard(const NetworkGuard&) = delete;
  NetworkGuard& operator=(const NetworkGuard&) = delete;

  /// Opens what `format` reads, by HTTP. It stays this guard's: libavformat would close it without
  /// a word, and it could be asked for its count after that. < 0: libav's error.
  int begin(AVFormatContext& format, const std::string& url, AVDictionary** options);

  /// The header has been read. Until then no HLS playlist is read twice: libavformat (5.1 to 7.1)
  /// forgets the parts of the one before, and falls over the new one where that has none it takes.
  void header_read() { asked_for_.reset(); }
  /// A packet came: from here on bytes are counted anew.
  void packet() { before_ = received(); }
  /// Has it sent more than any packet holds, and no packet, or a header without end? Asked by the
  /// interrupt callback, and counts how often that is.
  bool sends_without_end(const AVFormatContext& format);
  /// Does `url` lead where it may, all of its name's addresses? Asks the system's resolver.
  bool may_open(const std::string& url) const;

 private:
  static int open(AVFormatContext* format, AVIOContext** io, const char* url, int flags,
                  AVDictionary** options);
  static int close(AVFormatContext* format, AVIOContext* io);
  std::int64_t received() const;
  static void give_back(AVFormatContext* format, AVIOContext** io);
  /// At what was opened: < 0, libav's code, where it is not to be read. `again`: in the header.
  int look_at(AVIOContext** io, bool again);

  struct Again;
  const AddressRule rule_;
  const std::function<void(const char*, int)> hears_;
  int (*open_)(AVFormatContext*, AVIOContext**, const char*, int, AVDictionary**);
  int (*close_)(AVFormatContext*, AVIOContext*);
  AVIOContext* main_ = nullptr;
  std::vector<AVIOContext*> opened_;
  std::map<AVIOContext*, std::unique_ptr<Again>> again_;  ///< what libavformat has, and what it is
  std::int64_t closed_bytes_ = 0, before_ = 0;
  std::optional<std::set<std::string>> asked_for_{std::in_place};  ///< while the header is read
  bool opening_ = false;                ///< a header is read: nothing of it is counted as received
  std::int64_t asked_ = 0, known_ = 0;  ///< how often, since what was received grew
};

}  // namespace mien::media
