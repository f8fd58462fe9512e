// The desk's other work: what is said of trouble, ratings taken back, retention, the clock.
#include <utility>

#include <fmt/format.h>

#include "audience/forget_old.h"
#include "audience/store_desk.h"

namespace mien::audience {

namespace {

constexpr std::chrono::hours kHouseKeeping{1};
/// So often the clock is looked at.
constexpr std::chrono::seconds kLook{1};
/// After a start, the clock is often set right: what was written before is dated anew with it.
constexpr double kFreshMs = 15 * 60e3;
/// After cells could not be decided.
constexpr std::chrono::seconds kDecideAgain{10};

}  // namespace

std::exception_ptr thrown_as(const Error& error) {
  if (const auto* conflict = dynamic_cast<const RatingConflict*>(&error))
    return std::make_exception_ptr(*conflict);
  if (const auto* fault = dynamic_cast<const DatabaseError*>(&error))
    return std::make_exception_ptr(*fault);
  return std::make_exception_ptr(error);
}

void StoreDesk::log(const std::string& words) const {
  if (options_.log) options_.log(words);
}

void StoreDesk::done_well(Work work) {
  std::lock_guard lock(mutex_);
  trouble_.erase(work);
  if (work == Work::ratings || work == Work::stays) counts_.last_commit = options_.clocks.wall();
}

void StoreDesk::failed(Work work, const Error& failure) {
  const auto* fault = dynamic_cast<const DatabaseError*>(&failure);
  const auto kind = static_cast<std::size_t>(fault ? fault->fault() : DatabaseFault::other);
  std::lock_guard lock(mutex_);
  ++counts_.failures[kind];
  trouble_[work] = failure.what();
}

void StoreDesk::ask(std::function<void(Store&)> work) {
  Errand errand{.work = std::move(work), .done = {}};
  auto future = errand.done.get_future();
  {
    std::lock_guard lock(mutex_);
    if (closed_)
      throw Error(ErrorKind::output, "database", "the server is shutting down", "try again later");
    tray_.errands.push_back(std::move(errand));
  }
  handed_in_.notify_one();
  try {
    future.get();
  } catch (const std::future_error&) {
    throw Error(ErrorKind::output, "database", "its writer has ended",
                "try again when the server is back");
  }
}

std::int64_t StoreDesk::undo_and_wait(RatingFilter filter) {
  std::int64_t undone = 0;
  ask([&](Store& store) { undone = store.undo_ratings(filter); });
  std::lock_guard lock(mutex_);
  counts_.undone += undone;
  return undone;
}

PlaysAdded StoreDesk::add_shown_and_wait(std::vector<PlayLine> lines, std::string source) {
  PlaysAdded added;
  ask([&](Store& store) {
    added = store.add_shown(lines, source);
    next_decision_ = {};  // of hours that were told already
  });
  return added;
}

void StoreDesk::run_errands(std::deque<Errand>& errands) {
  for (Errand& errand : errands) {
    try {
      errand.work(store_);
      errand.done.set_value();
    } catch (const Error& error) {
      failed(Work::ratings, error);
      errand.done.set_exception(thrown_as(error));
    }
  }
}

// In pieces: between them ratings have their turn. What failed is tried again with the next look,
// so that trouble is not said for an hour after it has gone.
void StoreDesk::keep_house() {
  const auto now = std::chrono::steady_clock::now();
  if (now < next_look_) return;
  next_look_ = now + kLook;
  try {
    mind_clock();
    store_.empty_log();
    decide();
    if (now < next_house_keeping_) return;
    store_.adopt_orphans(options_.clocks.wall());
    if (store_.enforce_retention(belief_.believed, kForgetAtOnce) >= kForgetAtOnce) {
      next_look_ = now;
      return;
    }
    done_well(Work::house);
    next_house_keeping_ = now + kHouseKeeping;
  } catch (const Error& error) {
    failed(Work::house, error);
    next_house_keeping_ = now;
  }
}

// Once an hour, when what is late of the last one has come; what failed soon again.
void StoreDesk::decide() {
  const WallTime now = options_.clocks.wall();
  const bool set_back = next_decision_ - now > 2 * kHouseKeeping;
  if (belief_.doubtful || (now < next_decision_ && !set_back)) return;
  try {
    store_.decide(now);
    done_well(Work::cells);
  } catch (const Error& error) {
    failed(Work::cells, error);
    next_decision_ = now + kDecideAgain;
    return;
  }
  next_decision_ =
      period_of(Level::hour, now - kCellGrace, options_.store.utc_offset).end + kCellGrace;
}

// Of hours that were told already: an import.
void StoreDesk::decide_soon(std::span<const Rating> ratings) {
  const WallTime told = next_decision_ - std::chrono::hours(1) - kCellGrace;
  for (const Rating& rating : ratings)
    if (rating.time < told) next_decision_ = {};
}

void StoreDesk::mind_clock() {
  const ClockWatch::Look look = watch_.look();
  // Kept until the file has heard of it.
  news_.elapsed += look.elapsed;
  if (look.step) news_.step = news_.step.value_or(std::chrono::milliseconds(0)) + *look.step;
  if (look.step) ++steps_;
  const bool due = std::chrono::steady_clock::now() >= next_house_keeping_;
  if (!news_.step && !due) return;
  news_.fresh = options_.clocks.steady_ms() - began_ms_ < kFreshMs;
  const ClockBelief belief = store_.mind_clock(look.now, news_, options_.clocks.built);
  const std::int64_t kept = belief.doubtful ? store_.rows_between(belief.believed, look.now) : 0;
  {
    std::lock_guard lock(mutex_);
    counts_.clock_steps = steps_;
    if (news_.step) counts_.last_clock_step = *news_.step;
    counts_.clock_doubtful = belief.doubtful;
    counts_.kept_rows = kept;
  }
  tell_of_clock(look.now, belief);
  belief_ = belief;
  news_ = {};
}

void StoreDesk::tell_of_clock(WallTime now, const ClockBelief& belief) {
  if (news_.step)
    log(fmt::format("the clock was set {} by {}", news_.step->count() > 0 ? "forward" : "back",
                    in_words(*news_.step)));
  if (belief.dated_anew.count() != 0)
    log(fmt::format("rows that were written with the wrong clock got new times, {} {}",
                    in_words(belief.dated_anew),
                    belief.dated_anew.count() > 0 ? "later" : "earlier"));
  if (belief.doubtful && (news_.step || !belief_.doubtful))
    log(fmt::format(
        "the clock says {}, which is implausible: the newest time in the database is {}. Retention "
        "deletes nothing and nothing new is published until the clock is right (rows kept: {}). If "
        "it is right: mien check --db {} --clock-is-right",
        rfc3339(now), rfc3339(belief.believed), counts().kept_rows, store_.path().string()));
  if (!belief.doubtful && belief_.doubtful) log("the clock is plausible again");
}

}  // namespace mien::audience
