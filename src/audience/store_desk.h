#pragma once
/// \file A live program's one writer of ratings and stays: any thread hands in, one thread writes.
/// Others write other tables of the same file: the outbox, pauses, the audit log.

#include <array>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "mien/error.h"

#include "audience/store.h"
#include "base/clock_watch.h"
#include "base/crew.h"
#include "base/life_signs.h"
#include "base/sqlite_database.h"

namespace mien::audience {

struct StoreDeskOptions {
  StoreOptions store;
  std::size_t max_ratings = 20'000;  ///< that wait; more are refused
  std::size_t max_stays = 100'000;  ///< that wait while the disk refuses; more are lost and counted
  Clocks clocks;
  /// Words for the operator of the clock: its steps, whether it is believed. On the writer's
  /// thread.
  std::function<void(const std::string&)> log;
  ThreadFailed failed;             ///< hears of an exception that ended the writer
  std::shared_ptr<LifeSign> life;  ///< the writer's; may be null
};

/// Counts since the start.
struct StoreDeskCounts {
  std::int64_t ratings = 0, duplicates = 0;  ///< on disk
  std::int64_t refused = 0;                  ///< hand-ins, the queue being full
  std::int64_t commits = 0;                  ///< of ratings
  std::int64_t exposures = 0;                ///< taken
  std::int64_t lost_exposures = 0;
  std::int64_t conflicts = 0;  ///< hand-ins refused: another rating has the name
  std::int64_t undone = 0;     ///< ratings taken back
  std::array<std::int64_t, kDatabaseFaults> failures{};  ///< of writing, by DatabaseFault
  std::optional<WallTime> last_commit;                   ///< of ratings or stays
  std::int64_t clock_steps = 0;                          ///< the wall clock was set
  std::chrono::milliseconds last_clock_step{0};
  bool clock_doubtful = false;  ///< nothing is deleted by it
  std::int64_t kept_rows = 0;   ///< that retention would delete by that clock
};

/// What was said to a Done, as the exception that it was.
std::exception_ptr thrown_as(const Error& error);

/// Thread-safe. Owns a Store and the thread that uses it.
///
/// **Ratings** that wait are written together, one commit for all (synchronous=FULL): `done` hears
/// of a rating only after that commit reached the disk. **Stays** are written twice a second, those
/// that go on beside them. Once an hour cells are published (Store::decide), retention is enforced,
/// by a clock that may be believed (Store::mind_clock), and what killed programs left open is
/// adopted.
///
/// **Trouble** is there to be asked for (trouble), and counted by kind (counts).
class StoreDesk {
 public:
  /// What became of a hand-in. `error`: nothing of it was stored; else nullptr. Called once, on the
  /// writer's thread, or on the destructor's; it must be quick and must not throw.
  /// A RatingConflict, a DatabaseError or another Error.
  using Done = std::function<void(const RatingsAdded&, const Error* error)>;

  /// Opens or creates the file and starts the thread. Throws as Store does.
  explicit StoreDesk(const std::filesystem::path& file, StoreDeskOptions options = {});
  /// Writes what waits, then stops.
  ~StoreDesk();

  /// False: the queue is full and `done` will not be called; try again later. Throws Error(input)
  /// where a value is beyond 1 .. 5 or a time before 1970.
  [[nodiscard]] bool hand_in(std::vector<Rating> ratings, Done done,
                             OnConflict on_conflict = OnConflict::refuse_all);
  /// The same, and waits for the disk. Throws what failed; Error(output) where the queue is full.
  RatingsAdded hand_in_and_wait(std::vector<Rating> ratings,
                                OnConflict on_conflict = OnConflict::refuse_all);
  /// As Store::undo_ratings, after all that was handed in before. Waits for the disk.
  std::int64_t undo_and_wait(RatingFilter filter);
  /// The same for Store::add_shown.
  PlaysAdded add_shown_and_wait(std::vector<PlayLine> lines, std::string source);

  /// Never waits for the disk.
  void add(std::vector<Exposure> ended);
  /// As Store::set_open.
  void set_open(const std::string& camera, std::vector<Exposure> stays);
  /// Writes all that waits now; returns when it is on disk, or could not be written. A writer that
  /// an exception ended keeps nobody waiting: all that waits is refused, here and above.
  void flush();

  StoreDeskCounts counts() const;
  /// Why the last write of ratings or of stays failed; none where they did not.
  std::optional<std::string> trouble() const;

 private:
  /// Answered once, at the latest when it goes: nobody waits for a writer that is gone.
  struct HandIn {
    HandIn(std::vector<Rating> all, Done hears, OnConflict how)
        : ratings(std::move(all)), done(std::move(hears)), on_conflict(how) {}
    HandIn(HandIn&& other) noexcept
        : ratings(std::move(other.ratings)),
          done(std::exchange(other.done, nullptr)),
          on_conflict(other.on_conflict) {}
    HandIn& operator=(HandIn&&) = delete;
    ~HandIn();
    std::vector<Rating> ratings;
    Done done;
    OnConflict on_conflict;
  };
  /// Work on the store that somebody waits for.
  struct Errand {
    std::function<void(Store&)> work;
    std::promise<void> done;
  };
  /// What was handed in since the writer looked last.
  struct Tray {
    std::deque<HandIn> ratings;
    std::deque<Errand> errands;
    std::vector<Exposure> stays;
    std::map<std::string, std::vector<Exposure>> open;  ///< by camera
    std::int64_t flushes = 0;                           ///< asked for
  };

  void run(std::stop_token stop);
  void write(std::stop_token stop);
  void give_up();
  Tray take(std::stop_token stop);
  void write_ratings(std::deque<HandIn>& waiting);
  void write_batch(std::span<HandIn> batch);
  void write_stays(Tray& tray, bool last);
  void ask(std::function<void(Store&)> work);
  void run_errands(std::deque<Errand>& errands);
  void keep_house();
  void mind_clock();
  void decide();
  void decide_soon(std::span<const Rating> ratings);
  void tell_of_clock(WallTime now, const ClockBelief& belief);
  enum class Work { ratings, stays, house, cells };
  void done_well(Work work);
  void failed(Work work, const Error& failure);
  void log(const std::string& words) const;

  const StoreDeskOptions options_;
  Store store_;  ///< the writer's alone

  mutable std::mutex mutex_;
  std::condition_variable_any handed_in_, flushed_;
  Tray tray_;                                                              ///< guarded
  std::size_t ratings_waiting_ = 0;                                        ///< guarded
  std::int64_t flushes_done_ = 0;                                          ///< guarded
  StoreDeskCounts counts_;                                                 ///< guarded
  std::map<Work, std::string> trouble_;                                    ///< guarded
  bool closed_ = false, dead_ = false;                                     ///< guarded
  std::chrono::steady_clock::time_point flushed_at_, next_house_keeping_;  ///< the writer's
  std::chrono::steady_clock::time_point next_look_;                        ///< the writer's
  ClockWatch watch_;                                                       ///< the writer's
  double began_ms_;                                                        ///< the writer's
  ClockNews news_;          ///< the writer's, that the file has not heard of
  std::int64_t steps_ = 0;  ///< the writer's
  ClockBelief belief_;      ///< the writer's
  WallTime next_decision_;  ///< the writer's: when cells are published
  Crew crew_;               ///< last: stops before the rest goes
};

}  // namespace mien::audience
