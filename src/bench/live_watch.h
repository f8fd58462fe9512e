#pragma once
/// \file Do cameras keep their pace? Watches results as they come.

#include <cstdint>
#include <optional>
#include <vector>

namespace mien::bench {

/// Pace and lateness of several live inputs. A camera's stream time says when a frame was due: the
/// origin is its earliest frame, taken as seen `floor_ms` after it was due. One thread at a time.
class LiveWatch {
 public:
  /// `rate`: frames a second that each camera is to give; `window`: seconds over which it must.
  LiveWatch(std::size_t cameras, double rate, double window = 2);

  /// A result of a camera: stream time, and when it came (ms of a steady clock).
  void result(std::size_t camera, double stream_seconds, double now_ms);

  struct LiveVerdict {
    double min_fps = 0;  ///< the slowest camera in its slowest window; 0 where one gave nothing
    double p99_ms = 0;   ///< from a frame's due time to its result
    std::int64_t windows = 0;
  };
  /// Over the time in which every camera ran, without the first `settle` seconds. `floor_ms`: see
  /// above.
  LiveVerdict verdict(double floor_ms, double settle = 1) const;

 private:
  struct Event {
    double stream_ms, now_ms;
  };
  std::vector<std::vector<Event>> events_;
  double rate_, window_ms_;
};

}  // namespace mien::bench
