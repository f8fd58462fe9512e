#pragma once
/// \file What the sizes of a resting camera's packets tell.

#include <array>
#include <cstddef>

namespace mien::video {

/// Pictures between keyframes are coded as what has changed: where somebody comes, their packets
/// grow. Compares those of the last 0.4 s (of the last four where these take longer) with the
/// quietest such stretch of the last minute or two. Noise and rate control make packets grow too:
/// after three alarms in a row that nobody was found after, it says nothing for a minute, then two,
/// four … up to an hour. One thread at a time.
class SizeAlarm {
 public:
  /// A rest begins: what came before it is not of the same stretch.
  void begin() { count_ = 0; }
  /// A packet that came, no keyframe; times rise. True: larger than stillness is.
  bool rings(int bytes, double now_ms);
  /// Whether somebody was found after the last alarm.
  void answered(bool somebody, double now_ms);

  // What a recording's packets are judged by, too (scout.cpp).
  static constexpr double kWindowMs = 400;
  static constexpr std::size_t kWindowPackets = 4;  ///< at least
  static constexpr double kBusy = 2;                ///< times the quietest window's packets

 private:
  static constexpr double kLeastGrowth = 64;  ///< bytes: packets that say "as before" are tiny
  static constexpr double kMinuteMs = 60'000;
  static constexpr double kLearnMs = 2000;  ///< before, it knows no stillness
  static constexpr int kMostInVain = 3;
  static constexpr double kLongestDeafMs = 3'600'000;

  struct Packet {
    double ms = 0;
    int bytes = 0;
  };

  double mean() const;
  void learn(double mean, double now_ms);

  std::array<Packet, 128> packets_{};  ///< a ring; the newest: `count_` - 1
  std::size_t count_ = 0;              ///< since `begin`
  double minute_began_ms_ = -1;
  double quietest_ = -1, quietest_before_ = -1;  ///< of this minute, of the one before; bytes
  double first_ms_ = -1;
  int in_vain_ = 0;  ///< alarms in a row
  double deaf_until_ms_ = 0, deaf_for_ms_ = 0;
};

}  // namespace mien::video
