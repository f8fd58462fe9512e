// Rankings and relations, from published cells.
#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "audience/store_tables.h"

namespace mien::audience {

namespace {

/// Up to this long a relation pairs the cells themselves, above it their days.
constexpr std::chrono::days kCellByCell{32};

std::optional<Emotion> leading_label(const Sums& sums) {
  std::size_t best = 0;
  for (std::size_t i = 0; i < kEmotions; ++i)
    if (sums.label_ms[i] > sums.label_ms[best]) best = i;
  if (sums.label_ms[best] <= 0) return std::nullopt;
  return static_cast<Emotion>(best);
}

void add_stretch(std::vector<RatedStretch>& stretches, const std::string& content, std::int64_t day,
                 const Sums& rated, const Sums& seen) {
  if (rated.ratings <= 0 || seen.valence_n <= 0) return;
  RatedStretch one{.content = content, .day = day};
  one.ratings = rated.ratings;
  one.rating = static_cast<double>(rated.rating_sum) / 1e4 / static_cast<double>(rated.ratings);
  one.people = seen.valence_people;
  one.valence = static_cast<double>(seen.valence_sum) / 1e4 / static_cast<double>(seen.valence_n);
  one.emotion = leading_label(seen);
  stretches.push_back(std::move(one));
}

/// Each time of ratings that was told, with what was told of the people before that content within
/// it: by the camera that the ratings name, or by all. Who is paired with an hour's ratings is not
/// paired again with those of its day-part, which are other ratings: nobody counts twice.
std::vector<RatedStretch> stretches_of(const std::vector<PublishedCell>& cells,
                                       const UtcOffset& clock) {
  using Time = std::tuple<std::string, std::string, WallTime, WallTime>;
  std::map<Time, Sums> rated;
  std::map<std::string, std::vector<const PublishedCell*>> seen;  // by content, by time
  for (const PublishedCell& cell : cells) {
    if (cell.sums.ratings != 0)
      rated[{cell.place.content, cell.place.camera, cell.begin, cell.end}] += cell.sums;
    if (cell.sums.valence_n != 0 || cell.sums.label_time_ms != 0)
      seen[cell.place.content].push_back(&cell);
  }
  std::vector<Time> shortest_first;
  for (const auto& [time, ratings] : rated) shortest_first.push_back(time);
  std::ranges::stable_sort(shortest_first, {},
                           [](const Time& time) { return std::get<3>(time) - std::get<2>(time); });
  std::set<std::pair<const PublishedCell*, std::string>> paired;
  std::map<Time, Sums> people;
  for (const Time& time : shortest_first) {
    const auto& [content, camera, begin, end] = time;
    const auto& own = seen[content];
    auto at = std::ranges::lower_bound(own, begin, {}, [](auto* cell) { return cell->begin; });
    for (; at != own.end() && (*at)->begin < end; ++at) {
      const bool elsewhere = !camera.empty() && (*at)->place.camera != camera;
      if (!elsewhere && (*at)->end <= end && paired.insert({*at, camera}).second)
        people[time] += (*at)->sums;
    }
  }
  std::vector<RatedStretch> stretches;
  for (const auto& [time, ratings] : rated)
    add_stretch(stretches, std::get<0>(time), period_of(Level::day, std::get<2>(time), clock).day,
                ratings, people[time]);
  return stretches;
}

}  // namespace

std::vector<Ranked> Store::rank_by_valence(const Filter& filter, double confidence) {
  std::vector<ContentValues> contents;
  for (const auto& [content, sums] : told_by_content(filter))
    if (sums.exposures > 0)
      contents.push_back({content,
                          {.n = sums.valence_n,
                           .sum = static_cast<double>(sums.valence_sum) / 1e4,
                           .squares = static_cast<double>(sums.valence_sum2) / 1e8}});
  return rank(contents, confidence);
}

std::map<std::string, ValueSums> Store::rating_sums(const Filter& filter) {
  std::map<std::string, ValueSums> contents;
  for (const auto& [content, sums] : told_by_content(filter))
    if (sums.ratings > 0)
      contents[content] = {.n = sums.ratings,
                           .sum = static_cast<double>(sums.rating_sum) / 1e4,
                           .squares = static_cast<double>(sums.rating_sum2) / 1e8};
  return contents;
}

std::vector<Ranked> Store::rank_by_rating(const Filter& filter, double confidence) {
  std::vector<ContentValues> contents;
  for (const auto& [content, sums] : rating_sums(filter)) contents.push_back({content, sums});
  return rank(contents, confidence);
}

Guarded<Relation> Store::relate(const Filter& filter, const RelationOptions& options) {
  const auto [from, to] = tables_->cells.widened(filter);
  const bool short_enough = to != WallTime::max() && to - from <= kCellByCell;
  if (short_enough)
    return audience::relate(
        stretches_of(tables_->cells.cells(filter, Level::day), options_.utc_offset), options);
  std::vector<RatedStretch> days;
  for (const DayOfContent& day : tables_->cells.days(filter))
    add_stretch(days, day.content, day.day, day.sums, day.sums);
  return audience::relate(days, options);
}

}  // namespace mien::audience
