#include "outbox/outbox_desk.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"

namespace mien::outbox {

namespace {

constexpr std::chrono::milliseconds kWrite{200};
constexpr std::chrono::seconds kTendOutbox{1}, kTrimOutbox{5};
/// Facts that wait for a receiver: beyond, what may be left out is.
constexpr std::int64_t kSpareWaiting = 10'000;
/// The same where the outbox has no room for so many: this part of it.
constexpr std::int64_t kSpareParts = 2;

}  // namespace

OutboxDesk::OutboxDesk(const std::filesystem::path& file, DeskOptions options)
    : options_(std::move(options)),
      outbox_(file, Database::Access::write),
      store_(outbox_.store_id()),
      crew_(options_.failed) {
  for (const Delivery& forgotten : outbox_.configure(options_.kinds, options_.sinks))
    if (forgotten.waiting > 0 && options_.log)
      options_.log(fmt::format(
          "sink {} is no longer configured: {} that it has not received will not be sent",
          forgotten.sink, counted(forgotten.waiting, "fact")));
  progress_ = outbox_.progress();
  counts_.bytes = outbox_.bytes();
  newest_ = outbox_.last();
  for (const Delivery& one : progress_) told_[one.sink] = one.dropped;
  crew_.start("mien-outbox", [this](std::stop_token stop) { run(stop); });
}

OutboxDesk::~OutboxDesk() { crew_.stop(); }

void OutboxDesk::put(Fact fact) {
  std::lock_guard lock(mutex_);
  if (facts_.size() >= options_.max_waiting) {
    ++counts_.lost;
    return;
  }
  ++counts_.put;
  facts_.push_back(std::move(fact));
}

void OutboxDesk::put_spare(Fact fact) {
  {
    std::lock_guard lock(mutex_);
    const bool behind = counts_.bytes > options_.bounds.bytes / kSpareParts ||
                        std::ranges::any_of(progress_, [](const Delivery& one) {
                          return one.waiting > kSpareWaiting;
                        });
    if (behind || facts_.size() > static_cast<std::size_t>(kSpareWaiting)) {
      ++counts_.lost;
      return;
    }
  }
  put(std::move(fact));
}

void OutboxDesk::sent(const std::string& sink, std::int64_t seq, std::int64_t facts) {
  std::lock_guard lock(mutex_);
  Delivery& one = sent_[sink];
  one.sink = sink;
  one.seq = seq;
  one.sent += facts;
}

void OutboxDesk::flush() {
  std::unique_lock lock(mutex_);
  const std::int64_t asked = ++asked_;
  handed_in_.notify_one();
  written_.wait(lock, [&] { return flushed_ >= asked; });
}

std::int64_t OutboxDesk::wait_beyond(std::int64_t seq, std::chrono::duration<double> time,
                                     const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  more_.wait_for(lock, stop, time, [&] { return newest_ > seq; });
  return newest_;
}

DeskCounts OutboxDesk::counts() const {
  std::lock_guard lock(mutex_);
  return counts_;
}

std::vector<Delivery> OutboxDesk::progress() const {
  std::lock_guard lock(mutex_);
  return progress_;
}

std::optional<std::string> OutboxDesk::trouble() const {
  std::lock_guard lock(mutex_);
  return trouble_;
}

void OutboxDesk::run(std::stop_token stop) {
  for (bool last = false; !last;) {
    if (options_.life) options_.life->beat();
    {
      std::unique_lock lock(mutex_);
      handed_in_.wait_for(lock, stop, kWrite, [&] { return asked_ > flushed_; });
    }
    last = stop.stop_requested();
    write(last);
    look();
  }
  std::lock_guard lock(mutex_);
  flushed_ = INT64_MAX;
  written_.notify_all();
}

// What could not be written waits for the next time, its order kept.
void OutboxDesk::write(bool last) {
  std::vector<Fact> facts;
  std::map<std::string, Delivery> sent;
  std::int64_t asked = 0;
  {
    std::lock_guard lock(mutex_);
    facts.swap(facts_);
    sent.swap(sent_);
    asked = asked_;
  }
  std::vector<Delivery> steps;
  for (auto& [sink, step] : sent) steps.push_back(step);
  try {
    if (!facts.empty() || !steps.empty()) outbox_.write(facts, steps);
    facts.clear();
    sent.clear();
    if (!last) tend();
    std::lock_guard lock(mutex_);
    trouble_.reset();
  } catch (const Error& error) {
    std::lock_guard lock(mutex_);
    facts_.insert(facts_.begin(), std::make_move_iterator(facts.begin()),
                  std::make_move_iterator(facts.end()));
    for (auto& [sink, step] : sent) {
      const auto [newer, none] = sent_.try_emplace(sink, step);
      if (!none) newer->second.sent += step.sent;
    }
    trouble_ = error.what();
  }
  std::lock_guard lock(mutex_);
  flushed_ = std::max(flushed_, asked);
  written_.notify_all();
}

// One looks for all receivers, also at what triggers and other processes wrote. Where it cannot,
// they look for themselves, if less often.
void OutboxDesk::look() try {
  const std::int64_t newest = outbox_.last();
  std::lock_guard lock(mutex_);
  if (newest <= newest_) return;
  newest_ = newest;
  more_.notify_all();
} catch (const Error&) {
}

void OutboxDesk::tend() {
  const auto now = std::chrono::steady_clock::now();
  if (now < next_tend_) return;
  next_tend_ = now + kTendOutbox;
  if (now >= next_trim_) {
    next_trim_ = now + kTrimOutbox;
    if (outbox_.trim(options_.bounds)) next_tend_ = next_trim_ = now;
  }
  auto progress = outbox_.progress();
  const std::int64_t bytes = outbox_.bytes();
  tell_of_drops(progress);
  std::lock_guard lock(mutex_);
  progress_ = std::move(progress);
  counts_.bytes = bytes;
}

void OutboxDesk::tell_of_drops(const std::vector<Delivery>& now) {
  for (const Delivery& one : now) {
    std::int64_t& told = told_[one.sink];
    if (one.dropped > told && options_.log)
      options_.log(fmt::format(
          "sink {}: {} dropped: the outbox is full, or a fact was too old (sinks.outbox)", one.sink,
          counted(one.dropped - told, "fact")));
    told = one.dropped;
  }
}

}  // namespace mien::outbox
