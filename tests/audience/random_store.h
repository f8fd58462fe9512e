#pragma once
/// \file What random stores are filled with.

#include <chrono>
#include <random>
#include <string>
#include <vector>

#include "audience/shown.h"
#include "faces.h"

namespace mien::audience {

inline int below(std::mt19937& random, int bound) {
  return static_cast<int>(random() % static_cast<unsigned>(bound));
}

/// `tight`: a store of few people in few hours, most of whom show one label: where few of the
/// others hide somebody. `smiles`: one that reads nothing else.
struct StoreKind {
  bool tight = false, smiles = false;
};

inline Exposure any_stay(std::mt19937& random, const std::string& camera, bool tight) {
  const auto below = [&](int bound) { return mien::audience::below(random, bound); };
  // Crowds and single people: some hours of some days.
  const int hour = tight ? 24 * below(2) + 10 + below(2)
                         : 24 * below(9) + (below(3) ? 10 + below(2) : below(24));
  Exposure one = stay(tight ? "a" : std::string(1, static_cast<char>('a' + below(2))),
                      kNine + std::chrono::hours(hour) + std::chrono::seconds(below(3600)),
                      1 + below(9000) / 1000.0, 0, camera, !tight && below(6) == 0 ? 2 : 1);
  one.zone = !tight && below(3) == 0 ? "z" : "";
  one.label_ms = {};
  if (tight && below(4)) {
    one.label_ms[static_cast<std::size_t>(below(3))] = 1 + below(4000);
  } else {
    one.label_ms[0] = below(9) == 0 ? 0 : 1 + below(4000);
    for (std::size_t label = 1; label < kLabels; ++label)
      if (below(2 + 2 * static_cast<int>(label)) == 0) one.label_ms[label] = 1 + below(3000);
  }
  if (one.label_ms == decltype(one.label_ms){}) one.label_ms[kEmotions] = 700;
  if (below(3)) one.pose_ms = 1000 + below(1000), one.attention_ms = below(1000);
  one.valence.reset();
  if (below(3)) one.valence = below(2001) / 1000.0 - 1;
  if (below(2)) one.change = below(2001) / 1000.0 - 1;
  if (below(4) == 0) one.reaction = Reaction{Emotion::fear, std::chrono::milliseconds(300)};
  return one;
}

inline Exposure any_stay(std::mt19937& random, const std::string& camera, StoreKind kind) {
  Exposure one = any_stay(random, camera, kind.tight);
  if (!kind.smiles) return one;
  const std::int64_t smiling = one.label_ms[1];
  one.label_ms = {};
  one.label_ms[0] = 1 + one.dwell_ms() / 2;
  one.label_ms[1] = smiling;
  one.valence.reset();
  one.change.reset();
  one.reaction.reset();
  if (smiling > 0) one.reaction = Reaction{Emotion::happiness, std::chrono::milliseconds(300)};
  return one;
}

/// What was on the camera's screen, for minutes or hours.
inline std::vector<PlayLine> any_log(std::mt19937& random, const std::string& camera, bool tight) {
  std::vector<PlayLine> lines;
  for (int i = below(random, 3); i >= 0; --i) {
    const int hour = tight ? 24 * below(random, 2) + 10 + below(random, 2)
                           : 24 * below(random, 9) + below(random, 24);
    const bool whole = below(random, 2);  // of hours
    const WallTime begin =
        kNine + std::chrono::hours(hour) + std::chrono::minutes(whole ? 0 : below(random, 60));
    const auto length = std::chrono::minutes(whole   ? 60 * (1 + below(random, 26))
                                             : tight ? 10 + below(random, 50)
                                                     : 1 + below(random, 60 * 24));
    lines.push_back({.played = {.camera = camera,
                                .zone = below(random, 4) ? "" : "z",
                                .content = std::string(1, "ab"[below(random, 2)]),
                                .begin = begin,
                                .end = begin + length},
                     .screen = "left",
                     .told = begin});
  }
  return lines;
}

}  // namespace mien::audience
