#pragma once
/// \file A folder whose mien.db has an audience and ratings, for the report's tests.

#include <string>
#include <vector>

#include "audience/store.h"
#include "audience/told.h"
#include "report_fixture.h"

namespace mien::report::fixture {

inline const WallTime kNine = *parse_time("2026-11-03T09:00:00Z").time;

inline audience::Exposure stay(const std::string& content, int hour, double valence) {
  audience::Exposure exposure{.camera = "aisle", .content = content};
  exposure.start = kNine + std::chrono::hours(hour);
  exposure.end = exposure.start + std::chrono::seconds(4);
  exposure.valence = valence;
  exposure.label_ms[1] = 4000;
  return exposure;
}

/// Good content and a plain one, thirty people each, five an hour on six days, rated as they
/// looked; two people at a third.
inline void write_audience(const Folder& folder) {
  audience::Store store(folder.path() / "mien.db");
  std::vector<audience::Exposure> stays = {stay("rare", 1, 0.9), stay("rare", 2, 0.9)};
  std::vector<audience::Rating> ratings;
  for (int i = 0; i < 30; ++i) {
    for (const auto& [content, valence] : {std::pair("good", 0.5), {"plain", -0.2}}) {
      stays.push_back(stay(content, i / 5 * 24, valence + 0.01 * (i % 10)));
      ratings.push_back({.content = content,
                         .time = stays.back().start,
                         .value = valence > 0 ? 4.0 + i % 2 : 2.0,
                         .source_row = content + std::to_string(i)});
    }
  }
  store.add(stays);
  store.flush();
  store.add_ratings(ratings);
  store.decide(kNine + std::chrono::days(40));
}

/// Thirty people each in front of two contents, of whom one in five, or three in five, smile.
inline void write_smiling_audience(const Folder& folder) {
  audience::Store store(folder.path() / "mien.db");
  std::vector<audience::Exposure> stays;
  for (int i = 0; i < 30; ++i)
    for (const auto& [content, share] : {std::pair("calm", 800), {"merry", 2400}}) {
      stays.push_back(stay(content, i / 5 * 24, 0));
      stays.back().valence.reset();
      stays.back().label_ms[0] = 4000 - share;
      stays.back().label_ms[1] = share;
    }
  store.add(stays);
  store.flush();
  store.decide(kNine + std::chrono::days(40));
  audience::tell(folder.path() / "mien.db", {.expressions = "smile"});
}

}  // namespace mien::report::fixture
