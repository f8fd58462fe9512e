#include "audience/store_desk.h"

#include <algorithm>
#include <span>
#include <utility>

#include <fmt/format.h>

namespace mien::audience {

namespace {

/// Ratings per commit: more would make the first of them wait.
constexpr std::size_t kBatchRatings = 5000;
constexpr std::chrono::milliseconds kFlushTime{500}, kPause{100};

}  // namespace

StoreDesk::StoreDesk(const std::filesystem::path& file, StoreDeskOptions options)
    : options_(std::move(options)),
      store_(file, options_.store),
      next_house_keeping_(std::chrono::steady_clock::now()),
      next_look_(next_house_keeping_),
      watch_(options_.clocks),
      began_ms_(options_.clocks.steady_ms()),
      crew_(options_.failed) {
  mind_clock();
  decide();
  crew_.start("mien-store", [this](std::stop_token stop) { run(stop); });
}

// Nobody is refused after the writer looked last: who comes later is told so.
StoreDesk::~StoreDesk() {
  {
    std::lock_guard lock(mutex_);
    closed_ = true;
  }
  crew_.stop();
}

StoreDesk::HandIn::~HandIn() {
  if (!done) return;
  const Error lost(ErrorKind::output, "ratings", "the database's writer has ended",
                   "send them again when the server is back");
  done({}, &lost);
}

void StoreDesk::run(std::stop_token stop) {
  try {
    write(stop);
  } catch (...) {
    give_up();
    throw;
  }
}

// Whoever waits is told so, on this thread; whoever comes later too.
void StoreDesk::give_up() {
  std::deque<HandIn> waiting;
  std::deque<Errand> errands;  // their promises are broken
  {
    std::lock_guard lock(mutex_);
    closed_ = dead_ = true;
    waiting.swap(tray_.ratings);
    errands.swap(tray_.errands);
  }
  flushed_.notify_all();
}

bool StoreDesk::hand_in(std::vector<Rating> ratings, Done done, OnConflict on_conflict) {
  for (const Rating& rating : ratings) check_rating(rating);
  {
    std::lock_guard lock(mutex_);
    const bool full =
        ratings_waiting_ > 0 && ratings_waiting_ + ratings.size() > options_.max_ratings;
    if (closed_ || full) {
      ++counts_.refused;
      return false;
    }
    ratings_waiting_ += ratings.size();
    tray_.ratings.emplace_back(std::move(ratings), std::move(done), on_conflict);
  }
  handed_in_.notify_one();
  return true;
}

RatingsAdded StoreDesk::hand_in_and_wait(std::vector<Rating> ratings, OnConflict on_conflict) {
  std::promise<RatingsAdded> promise;
  auto future = promise.get_future();
  const bool taken = hand_in(
      std::move(ratings),
      [&](const RatingsAdded& added, const Error* error) {
        if (error)
          promise.set_exception(thrown_as(*error));
        else
          promise.set_value(added);
      },
      on_conflict);
  if (!taken)
    throw Error(ErrorKind::output, "ratings", "too many wait to be written", "try again later");
  return future.get();
}

void StoreDesk::add(std::vector<Exposure> ended) {
  if (ended.empty()) return;
  std::lock_guard lock(mutex_);
  const std::size_t room = options_.max_stays - std::min(options_.max_stays, tray_.stays.size());
  const std::size_t taken = std::min(room, ended.size());
  counts_.exposures += static_cast<std::int64_t>(taken);
  counts_.lost_exposures += static_cast<std::int64_t>(ended.size() - taken);
  tray_.stays.insert(tray_.stays.end(), ended.begin(),
                     ended.begin() + static_cast<std::ptrdiff_t>(taken));
}

void StoreDesk::set_open(const std::string& camera, std::vector<Exposure> stays) {
  std::lock_guard lock(mutex_);
  tray_.open[camera] = std::move(stays);
}

void StoreDesk::flush() {
  std::unique_lock lock(mutex_);
  const std::int64_t asked = ++tray_.flushes;
  handed_in_.notify_one();
  flushed_.wait(lock, [&] { return dead_ || flushes_done_ >= asked; });
}

StoreDeskCounts StoreDesk::counts() const {
  std::lock_guard lock(mutex_);
  return counts_;
}

std::optional<std::string> StoreDesk::trouble() const {
  std::lock_guard lock(mutex_);
  return trouble_.empty() ? std::nullopt : std::optional(trouble_.begin()->second);
}

// Stays wait in the tray while the disk refuses those taken before: their number is bounded there.
StoreDesk::Tray StoreDesk::take(std::stop_token stop) {
  std::unique_lock lock(mutex_);
  handed_in_.wait_for(lock, stop, kPause, [&] {
    return !tray_.ratings.empty() || !tray_.errands.empty() || tray_.flushes > flushes_done_;
  });
  Tray taken;
  taken.flushes = tray_.flushes;
  std::swap(taken.ratings, tray_.ratings);
  std::swap(taken.errands, tray_.errands);
  std::swap(taken.open, tray_.open);
  if (!trouble_.contains(Work::stays) || store_.waiting() == 0) std::swap(taken.stays, tray_.stays);
  return taken;
}

void StoreDesk::write(std::stop_token stop) {
  for (bool last = false; !last;) {
    if (options_.life) options_.life->beat();
    last = stop.stop_requested();
    Tray tray = take(stop);
    write_ratings(tray.ratings);
    run_errands(tray.errands);
    write_stays(tray, last);
    if (!last) keep_house();
  }
}

void StoreDesk::write_ratings(std::deque<HandIn>& waiting) {
  std::vector<HandIn> batch;
  while (!waiting.empty()) {
    batch.clear();
    std::size_t ratings = 0;
    while (!waiting.empty() &&
           (batch.empty() || ratings + waiting.front().ratings.size() <= kBatchRatings)) {
      ratings += waiting.front().ratings.size();
      batch.push_back(std::move(waiting.front()));
      waiting.pop_front();
    }
    write_batch(batch);
  }
}

void StoreDesk::write_batch(std::span<HandIn> batch) {
  std::vector<RatingGroup> groups;
  std::size_t ratings = 0;
  for (const HandIn& hand_in : batch) {
    groups.push_back({hand_in.ratings, hand_in.on_conflict});
    ratings += hand_in.ratings.size();
  }
  std::vector<RatingGroupResult> results(batch.size());
  std::exception_ptr failure;
  const Error* error = nullptr;
  try {
    results = store_.add_ratings(groups);
    for (const HandIn& hand_in : batch) decide_soon(hand_in.ratings);
    done_well(Work::ratings);
  } catch (const Error& caught) {
    failed(Work::ratings, caught);
    failure = std::current_exception();  // keeps what `error` points to
    error = &caught;
  }
  {
    std::lock_guard lock(mutex_);
    ratings_waiting_ -= ratings;
    counts_.commits += !error;
    for (const RatingGroupResult& own : results) {
      counts_.ratings += own.added.added;
      counts_.duplicates += own.added.duplicates;
      counts_.conflicts += own.conflict.has_value();
    }
  }
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const auto& conflict = results[i].conflict;
    if (const Done done = std::exchange(batch[i].done, nullptr))
      done(results[i].added, conflict ? &*conflict : error);
  }
}

// Those that go on first: what ended since is taken out of them.
void StoreDesk::write_stays(Tray& tray, bool last) {
  for (auto& [camera, stays] : tray.open) store_.set_open(camera, std::move(stays));
  store_.add(tray.stays);
  std::unique_lock lock(mutex_);
  const bool asked = tray.flushes > flushes_done_ || last;
  lock.unlock();
  const auto now = std::chrono::steady_clock::now();
  if (asked || now - flushed_at_ >= kFlushTime) {
    flushed_at_ = now;
    try {
      store_.flush();
      done_well(Work::stays);
    } catch (const Error& error) {
      failed(Work::stays, error);
    }
  }
  if (!asked) return;
  lock.lock();
  flushes_done_ = tray.flushes;
  lock.unlock();
  flushed_.notify_all();
}

}  // namespace mien::audience
