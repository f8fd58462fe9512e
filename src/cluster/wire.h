#pragma once
/// \file What processes of one run tell each other, as bytes.
///
/// A message is a head of 8 bytes ('M', 'W', version, kind, payload length as u32) and its payload:
/// numbers in the machine's own order (all processes of a run are the same program on machines of
/// one kind; a version or an order that differs is refused), texts and lists with their length in
/// front. Floating-point values travel bit by bit, so that a result is the same wherever it was
/// computed.

#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "mien/error.h"
#include "mien/stages.h"

#include "chain/segment_output.h"
#include "cluster/frame_store.h"

namespace mien::cluster::wire {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

// From a worker.

/// A model as a process loaded it: all of a run must be alike.
struct ModelMark {
  std::string name;
  std::string sha256;      ///< empty: of the caller's own, or any that `auto` took for its speed
  std::int32_t width = 0;  ///< of the network's input; 0: its own
  bool operator==(const ModelMark&) const = default;
};
/// Models are loaded; work may come. `cpu_ms`: what that cost.
struct Ready {
  std::int64_t process = 0;
  double cpu_ms = 0;
  std::string host;
  ModelMark detector, emotion;
};
/// The last share is done.
struct Idle {};
/// That many frames were decoded since the last such message.
struct Decoded {
  std::uint64_t input = 0, frames = 0;
};
struct Found {
  std::uint64_t input = 0, segment = 0;
  FrameResult result;
};
struct Done {
  std::uint64_t input = 0, segment = 0;
  chain::SegmentReport report;
};
/// Faces of a picture that was sent as part of `Pictures`.
struct Seen {
  std::uint64_t ticket = 0;
  FrameResult result;
  StageTimes times;
  double latency_ms = 0;
  std::string error;  ///< not empty: why its faces cannot be had
};
/// The worker's mien::Error (or another exception's words): it cannot go on.
struct Failed {
  ErrorKind kind = ErrorKind::internal;
  std::string where, reason, remedy;
};
/// The last message. `cpu_ms`: of the whole process; `read_bytes`: read from files since Ready; −1:
/// unknown.
struct Bye {
  double cpu_ms = 0;
  std::int64_t read_bytes = -1;
  std::string notes;  ///< of a WorkerProbe
};

// To a worker.

struct Share {
  std::uint64_t input = 0, first = 0, last = 0;
  std::vector<Segment> segments;
};
/// A decoded picture in shared memory.
struct SharedPicture {
  std::uint64_t ticket = 0;  ///< its number in the run
  StoredFrame frame;
};
struct SharedPictures {
  std::uint64_t input = 0;
  std::vector<SharedPicture> pictures;
};
/// No more work comes.
struct Over {};
/// The whole job ends with this exit code.
struct Exit {
  std::int32_t code = 0;
};

using Message = std::variant<Ready, Idle, Decoded, Found, Done, Seen, Failed, Bye, Share,
                             SharedPictures, Over, Exit>;

inline constexpr std::size_t kHeadSize = 8;
inline constexpr std::size_t kLargestPayload = std::size_t{64} << 20;

/// Head and payload. Throws Error(internal) for a message above kLargestPayload.
Bytes encode(const Message& message);

/// Length of the payload that follows these kHeadSize bytes. Throws Error(internal) where they are
/// no head.
std::size_t payload_size(ByteView head);

/// Head and payload → message. Whatever the bytes are, the result is a message or Error(internal).
Message decode(ByteView bytes);

}  // namespace mien::cluster::wire
