#pragma once
/// \file Exposures and ratings on disk (mien.db), and the figures of groups that may be shown.

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "audience/exposure.h"
#include "audience/figures.h"
#include "audience/guarded.h"
#include "audience/ranking.h"
#include "audience/rating.h"
#include "audience/relation.h"

namespace mien::audience {

struct StoreOptions {
  int retention_days =
      0;                 ///< exposures and ratings older than that go (enforce_retention); 0: keep
  int min_audience = 5;  ///< people (or ratings) before any figure of a group is given; ≥ 1
  UtcOffset utc_offset;  ///< of the store's clock: where its days begin
  /// A stay that is in the file already, equal in all that is known of it, is not added again: a
  /// recording may be analysed twice.
  bool once = false;
};

/// Which stays and ratings: from ≤ arrival (or rating) < to. Empty texts: all.
struct Filter {
  std::string camera, content;
  WallTime from{}, to = WallTime::max();
};

enum class Span { minute, hour, day };

/// Figures of what arrived within a minute, an hour (UTC) or a day (the store's clock).
struct SeriesPoint {
  WallTime begin;  ///< of a day: its date at 00:00, as if the store's clock were UTC
  Guarded<Figures> figures;
};

struct RatingFigures {
  std::int64_t ratings = 0;
  double mean = 0;
  std::array<std::int64_t, 5> answers{};  ///< by the nearest of 1 .. 5
};

struct RatingsAdded {
  std::int64_t added = 0, duplicates = 0;
};

/// Throws Error(input) where a rating's value is beyond 1 .. 5 or its time before 1970.
void check_rating(const Rating& rating);

/// One database file, used by one thread at a time; several processes may share it. Every failure
/// is Error(output) that names the file.
///
/// **Durability.** Exposures wait in memory and are written in one transaction about once a second,
/// with those that still go on beside them: a program that is killed loses a second (`flush_if_due`
/// must be called that often). `add_ratings` returns after its commit has reached the disk
/// (synchronous=FULL): a rating that was acknowledged is kept, power failure included.
///
/// **Privacy.** Rows hold no identity, no embedding and no track id. Every figure of a group that
/// this class gives is guarded by the minimum audience; no row is given out. What retention removes
/// is overwritten on disk (secure_delete).
class Store {
 public:
  /// Opens or creates. Throws Error(usage) on impossible options.
  explicit Store(const std::filesystem::path& file, StoreOptions options = {});
  ~Store();  ///< flushes; what then fails is lost
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  void add(std::span<const Exposure> exposures);
  /// What goes on at a camera (Observer::open), in place of what was said of it before. Kept for
  /// the case that this program is killed; counted in no figure until then.
  void set_open(const std::string& camera, std::vector<Exposure> stays);
  void flush();
  /// Does the file hold stays of this recording (content_id), those that a killed program left open
  /// among them?
  bool has_recording(const std::string& recording);
  /// Puts `stays` in the place of all stays of these recordings, in one transaction.
  void replace(const std::set<std::string>& recordings, std::span<const Exposure> stays);
  /// Ended stays that the next flush will write.
  std::size_t waiting() const { return waiting_.size(); }
  /// Was the last flush a second ago?
  bool due() const;
  void flush_if_due() {
    if (due()) flush();
  }
  /// Stays that another program left open when it was killed, over a minute ago, become exposures.
  /// Returns how many. The constructor does this once; a server does it now and then.
  std::int64_t adopt_orphans(WallTime now);

  /// All of them or, on an error, none. Equal ones (content, camera, time, value, source and row)
  /// are kept once. Throws Error(input) where a value is beyond 1 .. 5 or a time before 1970.
  RatingsAdded add_ratings(std::span<const Rating> ratings);
  /// Several hand-ins in one commit: what each of them added.
  std::vector<RatingsAdded> add_ratings(std::span<const std::span<const Rating>> groups);

  /// Deletes what is older than `retention_days` before `now` (exposures, ratings, the audit log),
  /// up to `most` rows, and gives space back where much is free. Returns rows deleted: `most`:
  /// there may be more.
  std::int64_t enforce_retention(WallTime now, std::int64_t most = INT64_MAX);
  void vacuum();

  Guarded<Figures> totals(const Filter& filter = {});
  std::vector<SeriesPoint> series(Span span, const Filter& filter = {});
  std::map<std::string, Guarded<Figures>> by_content(const Filter& filter = {});
  std::map<std::string, Guarded<RatingFigures>> ratings_by_content(const Filter& filter = {});
  /// Contents by valence, or by rating. Of many values (kExactValues) their sums decide, not each.
  std::vector<Ranked> rank_by_valence(const Filter& filter = {}, const Resampling& options = {});
  std::vector<Ranked> rank_by_rating(const Filter& filter = {}, const Resampling& options = {});
  /// `options.min_audience` is the store's own. Of very many stays or ratings a part of the
  /// stretches of time is taken, which a notice says.
  Guarded<Relation> relate(const Filter& filter = {}, RelationOptions options = {});

 private:
  struct Tables;

  struct Sample;

  std::map<std::string, Sums> sums_by_content(const Filter& filter);
  void read_valences(const Filter& filter, std::span<ContentValues* const> contents);
  Sample sample_of(const Filter& filter, std::chrono::milliseconds window);
  std::vector<Rating> ratings(const Filter& filter, const Sample& sample);
  std::vector<Exposure> stays_near(const Filter& filter, const Sample& sample);

  StoreOptions options_;
  std::unique_ptr<Tables> tables_;
  std::vector<Exposure> waiting_;
  std::map<std::string, std::vector<Exposure>> open_;  ///< by camera
  bool open_changed_ = false;
  std::int64_t writer_;  ///< names this object's open stays in the file
  std::chrono::steady_clock::time_point flushed_;
};

}  // namespace mien::audience
