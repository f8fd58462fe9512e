#pragma once
/// \file Exposures and ratings on disk (mien.db), and the figures of groups that may be shown.

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "mien/error.h"

#include "audience/ranking.h"
#include "audience/rating.h"
#include "audience/relation.h"
#include "audience/shown.h"
#include "base/build_time.h"
#include "cells/cell_book.h"
#include "cells/figures.h"
#include "stays/exposure.h"

namespace mien::audience {

struct StoreOptions {
  /// Exposures, ratings and runs older than that go (enforce_retention); 0: keep. None: as the file
  /// was last told, else 0.
  std::optional<int> retention_days;
  /// The same for the audit log, apart from them. None: as the file was last told, else 183.
  std::optional<int> log_retention_days;
  /// People (or ratings) behind any figure that is given; ≥ 1. None: as the file was last told,
  /// else
  /// 5. What is told here is kept in the file for whoever reads it later (a report, an import).
  std::optional<int> min_audience;
  /// Nobody chose that: a higher one that the file was told stays.
  bool usual_minimum = false;
  UtcOffset utc_offset;  ///< of the store's clock: where its days begin
  /// Nobody named that clock: where the file was told another one's offset, that stays.
  bool usual_clock = false;
  /// A stay that is in the file already, equal in all that is known of it, is not added again: a
  /// recording may be analysed twice.
  bool once = false;
  /// Reads beside the writer: changes nothing, adopts nothing, waits for no lock of others'.
  bool reader = false;
};
inline constexpr int kUsualMinAudience = 5;
inline constexpr int kUsualLogRetention = 183;  ///< days: half a year

/// What becomes of a hand-in where one of its ratings has another one's name.
enum class OnConflict { refuse_all, leave_out };

/// A rating has the name of another one: nothing of the hand-in was stored.
class RatingConflict : public Error {
 public:
  RatingConflict(const Rating& rating, std::size_t place);
  std::size_t place() const noexcept { return place_; }  ///< within the hand-in

 private:
  std::size_t place_;
};

struct RatingGroup {
  std::span<const Rating> ratings;
  OnConflict on_conflict = OnConflict::refuse_all;
};
struct RatingGroupResult {
  RatingsAdded added;
  std::optional<RatingConflict> conflict;
};

/// Which time the file believes (store_belief.cpp).
struct ClockBelief {
  bool doubtful = false;  ///< the clock is before the build, or far from what the file knows
  WallTime believed{};    ///< never after the clock
  std::chrono::milliseconds dated_anew{0};  ///< what was written under doubt was shifted by so much
};
/// What the clock did since it was looked at last.
struct ClockNews {
  std::chrono::milliseconds elapsed{0};           ///< by a clock that never jumps
  std::optional<std::chrono::milliseconds> step;  ///< it was set by so much
  bool fresh = false;  ///< the program began a moment ago: a step then mends what it wrote so far
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
/// **Privacy.** Rows hold no identity, no embedding and no track id. Every figure that this class
/// gives is a sum of published cells (CellBook), each of at least the minimum audience; no row is
/// given out. What retention removes
/// is overwritten on disk (secure_delete).
class Store {
 public:
  /// Opens or creates. Throws Error(usage) on impossible options.
  explicit Store(const std::filesystem::path& file, StoreOptions options = {});
  ~Store();  ///< flushes; what then fails is lost
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  void add(std::span<const Exposure> exposures);
  /// What goes on at an input, a camera or one of its recordings (Observer::open), in place of what
  /// was said of it before. Kept for the case that this program is killed; counted in no figure
  /// until then.
  void set_open(const std::string& input, std::vector<Exposure> stays);
  void flush();
  /// Does the file hold stays of this recording (content_id), those that a killed program left open
  /// among them?
  bool has_recording(const std::string& recording);
  /// Puts `stays` in the place of all stays of these recordings, in one transaction. Published
  /// figures follow where enough people's stays changed; a cell of which too few did stays as it
  /// is.
  void replace(const std::set<std::string>& recordings, std::span<const Exposure> stays);
  /// Ended stays that the next flush will write.
  std::size_t waiting() const { return waiting_.size(); }
  /// Was the last flush a second ago?
  bool due() const;
  void flush_if_due() { due() ? flush() : void(); }
  /// Stays that another program left open when it was killed, over a minute ago, become exposures.
  /// Returns how many. The constructor does this once; a server does it now and then.
  std::int64_t adopt_orphans(WallTime now);

  /// All of them or, on an error, none. A named one is kept once for good, whenever it comes again;
  /// equal ones without a name (content, camera, time, value, source and row) are kept once. Throws
  /// RatingConflict, and Error(input) where a value is beyond 1 .. 5 or a time before 1970.
  RatingsAdded add_ratings(std::span<const Rating> ratings,
                           OnConflict on_conflict = OnConflict::refuse_all);
  std::vector<RatingGroupResult> add_ratings(std::span<const RatingGroup> groups);
  /// Takes ratings back: they are deleted, and leave the published figures as soon as so many of a
  /// cell do that it can be told (CellBook::take_back_ratings). Returns how many.
  std::int64_t undo_ratings(const RatingFilter& filter);
  std::int64_t count_ratings(const RatingFilter& filter);
  /// Those that no stay is of; none where the file has no stay at all.
  std::vector<std::string> without_stays(const std::set<std::string>& contents);

  /// What was on screens: stays that met it are placed anew, those to come as they come; published
  /// ones where so many are that it can be told, else they stay as they were told. All or, on an
  /// error, nothing. A line is known by `source`, screen, zone, content and the told begin: told
  /// again it takes the former one's place. Throws Error(input) where one ends before it begins.
  PlaysAdded add_shown(std::span<const PlayLine> lines, const std::string& source);
  /// Takes all lines of a source back; what their stays had been in front of before holds again.
  PlaysAdded undo_shown(const std::string& source);

  const std::filesystem::path& path() const;
  int min_audience() const { return least_; }
  int retention_days() const { return retention_days_; }
  int log_retention_days() const { return log_retention_days_; }

  /// Which of the clock's times may be believed, before anything is deleted by it. Not before the
  /// build; no more than a week after what the file knows (the newest row, or what was believed
  /// last, and the time since), nor before that. What is written meanwhile is remembered, and dated
  /// anew once the clock is right. Call it at the start, every hour and at each step.
  ClockBelief mind_clock(WallTime now, const ClockNews& news = {},
                         WallTime built = WallTime(build_day()));
  /// An operator says that the clock is right.
  void believe_clock(WallTime now);
  /// Rows that retention would delete by `now` and does not by `believed`.
  std::int64_t rows_between(WallTime believed, WallTime now);

  /// Deletes what is older than `retention_days` before `now` (exposures, ratings; runs, with their
  /// tracks and expressions) and than `log_retention_days` (the audit log), up to `most` rows, and
  /// gives space back where much is free and little is not. Returns rows deleted: `most`: there may
  /// be more. `now` is a time to be believed.
  std::int64_t enforce_retention(WallTime now, std::int64_t most = INT64_MAX);
  void vacuum();
  /// Where rows were deleted that the write-ahead log still holds: empties it, as soon as nobody
  /// reads. Never waits.
  void empty_log();
  /// Throws where the file was deleted or replaced.
  void check_in_place();

  /// Publishes the cells that are over (CellBook::decide), by a clock that is believed. `totals`
  /// and all that follow tell of nothing else.
  std::int64_t decide(WallTime now, bool recordings_over = false);
  Guarded<Figures> totals(const Filter& filter = {});
  std::vector<SeriesPoint> series(Span span, const Filter& filter = {});
  /// Of whose people something was told, whether or not they are configured still.
  std::vector<std::string> cameras();
  std::map<std::string, Guarded<Figures>> by_content(const Filter& filter = {});
  std::map<std::string, Guarded<RatingFigures>> ratings_by_content(const Filter& filter = {});
  /// Values of the ratings, with their squares: their spread is known where their answers are not.
  std::map<std::string, ValueSums> rating_sums(const Filter& filter = {});
  /// Stays in which somebody was seen to react, 1 each, and those without, 0: where nothing but
  /// smiles is read, those with a smile.
  std::map<std::string, ValueSums> reaction_sums(const Filter& filter = {});
  /// Contents by valence, or by rating.
  std::vector<Ranked> rank_by_valence(const Filter& filter = {}, double confidence = 0.95);
  std::vector<Ranked> rank_by_rating(const Filter& filter = {}, double confidence = 0.95);
  Guarded<Relation> relate(const Filter& filter = {}, const RelationOptions& options = {});
  /// Share of the people who are in no figure, in steps (CellBook::withheld).
  std::optional<double> withheld(const Filter& filter = {});
  /// The ledger of published cells after `cursor` (the last id that is known, 0: none), the oldest
  /// first: what may leave the store. Sums of all rows are the figures; a row that corrects another
  /// has sums below zero.
  std::vector<PublishedCell> published_since(std::int64_t cursor, std::size_t most = 1000);
  std::pair<WallTime, WallTime> widened(const Filter& filter) const;

 private:
  struct Tables;

  std::map<std::string, Sums> told_by_content(const Filter& filter);

  struct Doubt;
  struct Stretch {
    std::string camera;
    WallTime from, to;
  };

  void place_anew(const Stretch& stretch, PlaysAdded& sum);
  void link_older(const Stretch& stretch);
  /// How it is known whose stay takes a former one's place: both were seen as one (Exposure::seen),
  /// or nothing but the place is known.
  enum class Known { by_sight, by_place };
  std::set<std::int64_t> exchange(std::span<const std::int64_t> former,
                                  std::span<const Exposure> stays, Known known);
  void read_settings();
  void agree_on_clock();
  std::optional<std::int64_t> setting(const std::string& name);
  void set(const std::string& name, std::optional<std::int64_t> value);
  std::optional<WallTime> newest_row();
  std::optional<Doubt> doubt();
  void set_doubt(const std::optional<Doubt>& doubt);
  Doubt doubt_from(WallTime now);
  void date_anew(const Doubt& doubt, std::optional<WallTime> last, std::chrono::milliseconds shift,
                 WallTime now);
  bool is_stored(const Rating& rating);
  RatingGroupResult add_group(const RatingGroup& group);

  StoreOptions options_;
  int least_ = kUsualMinAudience, retention_days_ = 0, log_retention_days_ = kUsualLogRetention;
  bool log_holds_deleted_ = false, open_changed_ = false;
  std::unique_ptr<Tables> tables_;
  std::vector<Exposure> waiting_;
  std::map<std::string, std::vector<Exposure>> open_;  ///< by input
  std::int64_t writer_;                                ///< names this object's open stays
  std::chrono::steady_clock::time_point flushed_;
  bool rooted_ = false;  ///< the file knew a time when it was opened
  std::unique_ptr<Doubt> since_opening_;
};

}  // namespace mien::audience
