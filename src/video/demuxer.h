#pragma once
/// \file A container, opened, and the packets of its video stream.

#include <atomic>
#include <memory>
#include <string>

#include "video/bytes.h"
#include "video/damage.h"

namespace mien::video {

/// More pixels than this are refused: no camera makes them, and hostile files ask for memory that
/// way.
inline constexpr std::int64_t kMaxPixels = std::int64_t{16384} * 16384;

/// Reads the packets of the best video stream; all other streams are discarded unread.
/// One thread at a time. Pinned: libavformat keeps pointers into it.
class Demuxer {
 public:
  /// A local container. No protocol may be opened from within. Throws Error(input, `name`).
  Demuxer(std::string name, std::unique_ptr<Bytes> bytes);
  /// A URL: http, https, rtsp, rtsps. `stop` (may be null) ends waiting. Throws Error(input)
  /// without its password.
  Demuxer(const std::string& url, const std::atomic<bool>* stop);
  Demuxer(const Demuxer&) = delete;
  Demuxer& operator=(const Demuxer&) = delete;

  const std::string& name() const { return name_; }
  AVFormatContext& format() const { return *format_; }
  AVStream& stream() const { return *stream_; }
  bool local() const { return io_ != nullptr; }
  /// Of a local container.
  BytesIo& io() { return *io_; }

  enum class Step { packet, damaged, end };
  /// The next packet of the video stream. `damaged`: something was unreadable and is skipped,
  /// `problem()` says what. Throws Error(input) where one problem follows another without end.
  Step next(AVPacket& packet);
  const std::string& problem() const { return problem_; }

  /// Goes to the keyframe at or before `timestamp` (stream's time base); false where that does not
  /// work.
  bool seek(std::int64_t timestamp);

  /// Packets that the container's index lists after the last one read; 1 where it is cut off
  /// elsewise.
  std::int64_t missing_at_end();
  /// Seconds of a packet since the stream's first frame; < 0 where unknown.
  double seconds_of(const AVPacket& packet) const;

 private:
  void start(const std::string& url, Options& options);
  void read_streams();
  void choose_stream();
  static int interrupted(void* self);

  std::string name_;
  const std::atomic<bool>* stop_ = nullptr;
  double deadline_ms_ = 0;  ///< 0: none
  std::unique_ptr<BytesIo> io_;
  InputHandle format_;
  AVStream* stream_ = nullptr;
  std::string problem_;
  std::int64_t last_dts_ = AV_NOPTS_VALUE;
  int problems_in_a_row_ = 0;
};

}  // namespace mien::video
