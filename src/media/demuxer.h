#pragma once
/// \file A container, opened, and the packets of its video stream.

#include <atomic>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "mien/choices.h"

#include "media/bytes.h"
#include "media/damage.h"
#include "media/gaps.h"
#include "media/network_guard.h"
#include "media/succession.h"

namespace mien::media {

/// More pixels than this are refused: no camera makes them, and hostile files ask for memory that
/// way.
inline constexpr std::int64_t kMaxPixels = std::int64_t{16384} * 16384;

/// The other side knows us and will not have us: trying again at once does not help.
class Unwelcome : public Error {
 public:
  Unwelcome(std::string where, std::string what, std::string remedy)
      : Error(ErrorKind::input, std::move(where), std::move(what), std::move(remedy)) {}
};

/// How a network or device stream is reached.
struct ConnectionOptions {
  const std::atomic<bool>* stop = nullptr;     ///< ends waiting; may be null
  Transport transport = Transport::automatic;  ///< RTSP
  bool low_delay = false;  ///< looks at no more of the stream than it must before the first frame
  double connect_ms =
      10'000;  ///< patience until it is open; the same again until its streams are known
  double read_ms = 10'000;               ///< patience for one packet
  std::int64_t max_pixels = kMaxPixels;  ///< of a picture
  AddressRule rule;                      ///< where it may lead; empty: anywhere
};

/// Reads the packets of the best video stream; all other streams are discarded unread. Where that
/// stream ends and another goes on in its place (a transport stream's new PID), `stream` becomes
/// the other. One thread at a time. Pinned: libavformat keeps pointers into it.
class Demuxer {
 public:
  /// A local container. No protocol may be opened from within. `kind`: libavformat's name of a
  /// format that is known already; null: by its content. Throws Error(input, `name`).
  Demuxer(std::string name, std::unique_ptr<Bytes> bytes, const char* kind = nullptr);
  /// A URL: http, https, rtsp, rtsps. Throws Error(input) without its password.
  Demuxer(const std::string& url, ConnectionOptions network);
  /// A camera of this machine (`device`: /dev/video0), by Video4Linux. Throws Error(input, `name`).
  Demuxer(std::string name, const std::string& device, ConnectionOptions network);
  ~Demuxer() { reading_ = nullptr; }  // closing asks whether to be interrupted
  Demuxer(const Demuxer&) = delete;
  Demuxer& operator=(const Demuxer&) = delete;

  const std::string& name() const { return name_; }
  AVFormatContext& format() const { return *format_; }
  AVStream& stream() const { return *stream_; }
  /// The stream that a packet belongs to.
  AVStream& stream_of(const AVPacket& packet) const {
    return *format_->streams[packet.stream_index];
  }
  bool local() const { return io_ != nullptr; }
  /// Of a local container.
  BytesIo& io() { return *io_; }

  enum class Step { packet, damaged, end };
  /// The next packet of the video stream. `damaged`: something was unreadable and is skipped,
  /// `problem()` says what. Throws Error(input) where one problem follows another without end.
  Step next(AVPacket& packet);
  const std::string& problem() const { return problem_; }
  /// Whether its presentation times are only slots, in the order of decoding (`SlotWatch`), as far
  /// as its first packets tell. Its packets' `dts` are the same then. Of a local container.
  bool in_slots() const { return in_slots_; }
  /// What was chosen among several streams, in words.
  std::vector<std::string> notes() const;

  /// Goes to the keyframe at or before `timestamp` (stream's time base); false where that does not
  /// work.
  bool seek(std::int64_t timestamp);
  /// Goes back to the first packet, for a fraction of what opening anew costs; false where only
  /// that is sure to find it: in containers without a whole index.
  bool rewind();

  /// Packets that the container's index lists after the last one read; 1 where it ends early
  /// in another way.
  std::int64_t missing_at_end();
  /// Seconds of a packet since the stream's first frame; < 0 where unknown.
  double seconds_of(const AVPacket& packet) const;

 private:
  void guard();
  void start(const std::string& url, Options& options, const AVInputFormat* kind = nullptr);
  [[noreturn]] void cannot_open(int code) const;
  [[noreturn]] void forbidden() const;
  void be_patient(double ms);
  bool interrupted() const;
  bool wait_for_device() const;
  void read_streams();
  void check_something_was_decoded() const;
  void choose_stream();
  void discard_others() const;
  void check_index_is_within_reach() const;
  void follow();
  bool is_other_video(const AVPacket& packet) const;
  static int refuse_to_open(AVFormatContext* format, AVIOContext** io, const char* url, int flags,
                            AVDictionary** options);
  [[noreturn]] void throw_refused() const;
  [[noreturn]] void throw_missing() const;
  void part_opened(const char* url, int code);
  void look_at_times();
  Step read(AVPacket& packet);
  Step skip(std::string problem, int code);
  bool take(AVPacket& packet);
  bool only_padding_follows(int code);

  std::string name_;
  ConnectionOptions network_;
  double deadline_ms_ = 0;  ///< 0: none
  std::unique_ptr<BytesIo> io_;
  const AVFormatContext* reading_ = nullptr;  ///< `format_`, also while it is being opened
  std::unique_ptr<NetworkGuard> guard_;       ///< of a network's stream; outlives `format_`
  InputHandle format_;
  AVStream* stream_ = nullptr;
  Succession succession_;
  std::size_t moving_streams_ = 0;  ///< video streams that were there from the start
  std::string followed_;            ///< where the video has gone on under another number
  std::string missing_part_;        ///< of a playlist, and why; not told yet
  bool reached_ = false;            ///< the address answered
  bool refused_ = false;            ///< a file that this one names was not opened
  bool given_ = false;              ///< a packet was given
  std::string problem_;
  std::int64_t last_dts_ = AV_NOPTS_VALUE;
  int problems_in_a_row_ = 0;
  GapWatch gaps_;
  bool gap_waits_ = false;  ///< something near the begin was unreadable, and is not told yet
  Padding padding_;
  PacketHandle behind_gap_ = make_packet();  ///< waits while the gap before it is told
  std::int64_t read_to_ = 0;                 ///< where the packet read last ends in the file
  std::int64_t failed_at_ = -1;              ///< where reading failed last
  std::deque<PacketHandle> ahead_;           ///< read, not given yet; null: damage
  bool in_slots_ = false;
};

}  // namespace mien::media
