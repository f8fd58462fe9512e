#pragma once
/// \file What the sizes of a resting camera's packets tell.

#include <array>
#include <cstddef>

namespace mien::video {

/// Pictures between keyframes are coded as what has changed: where somebody comes, their packets
/// grow. Compares those of the last 0.4 s (of the last four where these take longer) with what is
/// usual at their places behind the keyframe: encoders begin a group with small packets or with
/// large ones, each in its own way. Noise and rate control make packets grow too: after three
/// alarms in a row that nobody was found after, it says nothing for a minute, then two, four … up
/// to an hour. One thread at a time.
class SizeAlarm {
 public:
  /// A rest begins: what came before it is not of the same stretch.
  void begin() { count_ = place_ = 0; }
  /// A keyframe came; its own size says nothing.
  void keyframe() { place_ = 0; }
  /// A packet that came, no keyframe; times rise. True: larger than stillness is.
  bool rings(int bytes, double now_ms);
  /// Whether somebody was found after the last alarm.
  void answered(bool somebody, double now_ms);

  // What a recording's packets are judged by, too (scout.cpp).
  static constexpr double kWindowMs = 400;
  static constexpr std::size_t kWindowPackets = 4;  ///< at least
  static constexpr double kBusy = 2;                ///< times what stillness needs

 private:
  static constexpr double kLeastGrowth = 64;  ///< bytes: packets that say "as before" are tiny
  static constexpr double kMinuteMs = 60'000;
  static constexpr int kMostInVain = 3;
  static constexpr double kLongestDeafMs = 3'600'000;
  /// How much of a packet what is usual takes over: little of one that is much larger, for that may
  /// be somebody.
  static constexpr double kLearns = 1.0 / 4, kLearnsOfLarge = 1.0 / 16;

  struct Packet {
    double ms = 0, bytes = 0, usual = 0;
  };

  double learn(double bytes);
  bool is_large() const;

  std::array<Packet, 128> packets_{};  ///< a ring; the newest: `count_` - 1
  std::size_t count_ = 0;              ///< since `begin`
  /// Bytes, by place behind the keyframe; 0: not known. Five seconds of 60 pictures.
  std::array<double, 300> usual_{};
  std::size_t place_ = 0;  ///< of the next packet
  int in_vain_ = 0;        ///< alarms in a row
  double deaf_until_ms_ = 0, deaf_for_ms_ = 0;
};

}  // namespace mien::video
