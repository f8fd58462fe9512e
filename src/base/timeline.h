#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace mien {

/// Places frames in seconds from the stream's first frame. Times always rise, whatever the file
/// says: where its clock steps back (a recorder that was restarted) or leaps, times go on evenly
/// from the frame before, and the step is told.
class Timeline {
 public:
  /// The clock of a recording. `unit`: seconds of one tick. `start`: the stream's first tick
  /// (`known_start` false: the first that comes). `frame_seconds`: what a frame without a time
  /// lasts.
  struct Clock {
    double unit = 1;
    std::int64_t start = 0;
    bool known_start = false;
    double frame_seconds = 0.04;
    double mean_seconds = 0;  ///< from frame to frame on average, where an index tells; else 0
  };

  /// Longer silence is no pause of a recorder but a clock that was set, or files that were joined.
  static constexpr double kLeapSeconds = 60;

  explicit Timeline(const Clock& clock);

  /// After a jump to another place of the stream. `from_begin`: to its first frame.
  void restart(bool from_begin);
  /// Another recording goes on where this one has ended; by the same clock, less than a leap later,
  /// that much later.
  void append(const Clock& clock);

  /// A frame that states its time.
  double at(std::int64_t ticks);
  /// A frame that states none: one frame after the last.
  double next() { return rise(last_ < 0 ? 0 : last_ + clock_.frame_seconds); }

  /// Frames so far at which the clock stepped, or that were off alone, or at which it stood still.
  std::int64_t steps() const { return steps_ + strays_ + still_; }
  /// The same in words; at most one sentence of each kind.
  std::vector<std::string> notes() const;

 private:
  static constexpr std::size_t kFormer = 4;

  double wait(double by_clock) const;
  bool fits(double seconds) const;
  void follow(double stated);
  void anchor(double stated);
  void count_step(double stated, double left);
  void step(double stated);
  bool go_back(double stated);
  bool was_astray(double stated) const;
  double due() const;
  double rise(double seconds);

  Clock clock_;
  double back_, leap_;  ///< seconds: less is jitter, or a pause, and passes
  double last_ = -1;
  double shift_ = 0;                      ///< added to what the file says
  std::array<double, kFormer> former_{};  ///< shifts before it, the newest first
  std::size_t formers_ = 0;
  std::int64_t since_step_ = 0;  ///< frames
  bool begins_ = true;           ///< the next frame is the first of a recording
  bool step_counts_ = false;     ///< the last step was no return
  int behind_ = 0;               ///< frames in a row that are not after the one before
  double last_stated_ = 0;
  double left_ =
      0;  ///< the former recording's last frame by its own clock, seconds; NaN: not comparable
  std::int64_t steps_ = 0, strays_ = 0, still_ = 0;
  double first_at_ = 0, first_by_ = 0, stray_at_ = 0, stray_by_ = 0, last_by_ = 0, last_at_ = 0;
};

}  // namespace mien
