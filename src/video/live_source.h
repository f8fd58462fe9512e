#pragma once
/// \file Cameras that are read as they come, and that may rest.

#include <atomic>
#include <memory>
#include <string>

#include "mien/choices.h"
#include "mien/stages.h"

#include "media/deblocking.h"
#include "media/network_guard.h"

namespace mien::video {

struct LiveOptions {
  const std::atomic<bool>* stop = nullptr;     ///< ends waiting, within a fraction of a second
  Transport transport = Transport::automatic;  ///< RTSP
  media::Deblocking deblocking = media::Deblocking::always;
  std::int64_t max_pixels = std::int64_t{16384} * 16384;  ///< of a picture
  media::AddressRule rule;    ///< where an address may lead; empty: anywhere
  bool packets_wake = false;  ///< a rest is left where packets grow, until nobody is found
  double replay_fps = 0;      ///< `loop:…`: frames shown per second; 0: at the clip's own rate
  double replay_after = 0;    ///< `loop:…` of a video: seconds until its first frame
};

/// What of a stream is left out.
enum class Rest {
  none,
  between,  ///< all but keyframes, of which at most two a second are decoded
  whole,    ///< keyframes as well, once one gave a picture
};

/// One connection to a camera. One thread at a time, but for `rest`.
///
/// While it rests, what follows a keyframe is kept as it came, so that on waking decoding goes on
/// from there and no keyframe has to be waited for. Where packets between keyframes grow
/// (`packets_wake`), it wakes by itself for two seconds, and goes on resting if the wish to rest is
/// not taken back until then.
class LiveSource {
 public:
  virtual ~LiveSource() = default;
  virtual const StreamInfo& info() const = 0;

  enum class Step { frame, passed, ended };
  /// Reads on. `frame`: `out` holds a picture, valid until the next call. `passed`: something came
  /// that gave no picture (yet, or at rest). `ended`: the camera ended the stream, or `stop` was
  /// set. What cannot be decoded is counted. Throws Error(input) where the connection broke.
  virtual Step read(Frame& out) = 0;
  /// Of the picture read last: when it arrived (steady clock), and whether it is a keyframe.
  virtual double arrived_ms() const = 0;
  virtual bool keyframe() const = 0;
  /// Whether it is of the past, as after a rest: those from then until now follow at once.
  virtual bool catching_up() const { return false; }
  /// Whether it was sent before anybody read, where a connection begins: newer ones follow soon.
  virtual bool opening() const { return false; }
  /// When the last packet came that it had to wait for (steady clock). A stream with B pictures
  /// sends some ahead of those that are shown before them, which nobody can hasten.
  virtual double complete_ms() const { return arrived_ms(); }
  /// For how long its data lay ready before it was read, as decoding takes longer than pictures
  /// come. Contained in `arrived_ms`, not in `complete_ms`.
  virtual double behind_ms() const { return 0; }
  /// Whether `Frame::info.seconds` follows the camera's own clock; else they count arrivals, or
  /// nothing is known.
  virtual bool has_clock() const = 0;
  /// Makes the planes of the picture read last outlive the next `read` and the source.
  virtual std::shared_ptr<const void> hold(Frame&) = 0;

  /// Rests or wakes: a wish, that any thread may utter. Resting begins at a keyframe, where they
  /// come often enough.
  void rest(Rest wish) { rest_.store(wish, std::memory_order_relaxed); }
  virtual bool resting() const = 0;
  /// Whether so much came since its last picture, from a keyframe on, that there should have been
  /// another one: what comes cannot be decoded.
  virtual bool owes_picture() const { return false; }

  virtual std::int64_t pictures_sent() const = 0;  ///< by the camera, decoded or not
  /// Of these, packets that were not decoded as reading was a second behind.
  virtual std::int64_t passed_over() const { return 0; }
  virtual std::int64_t damaged_packets() const = 0;
  virtual std::string damage() const = 0;

 protected:
  Rest rest_wished() const { return rest_.load(std::memory_order_relaxed); }

 private:
  std::atomic<Rest> rest_{Rest::none};
};

/// Pictures of any source as a camera's: each is decoded, it never rests, `Source::read` waits
/// until the next one is due.
std::unique_ptr<LiveSource> live_of(std::unique_ptr<Source> source);

/// Connects: rtsp, http(s) (progressive, HLS, Motion JPEG), v4l2:/dev/video0, loop:clip.mp4 (also
/// of pictures). Blocks until the stream is known. Throws Error(input) in words, without passwords;
/// Unwelcome (demuxer.h) where the camera refuses user or password.
std::unique_ptr<LiveSource> open_live(const std::string& input, const LiveOptions&);

}  // namespace mien::video
