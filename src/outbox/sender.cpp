#include "outbox/sender.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/crew.h"

namespace mien::outbox {

namespace {

using std::chrono::steady_clock;
constexpr int kBatch = 500;
constexpr std::chrono::seconds kTendSender{1}, kLastWords{3};
constexpr double kFirstPause = 1, kLongestPause = 30;

}  // namespace

Sender::Sender(std::filesystem::path file, OutboxDesk& desk, const NowBoard& now,
               std::unique_ptr<Outlet> outlet, SenderOptions options)
    : file_(std::move(file)),
      desk_(desk),
      now_(now),
      outlet_(std::move(outlet)),
      options_(std::move(options)) {
  for (const Delivery& one : desk_.progress())
    if (one.sink == options_.name) cursor_ = one.seq;
}

std::optional<std::string> Sender::trouble() const {
  std::lock_guard lock(mutex_);
  return trouble_;
}

void Sender::run(std::stop_token stop) {
  Outbox outbox(file_, Database::Access::read);
  outlet_->heed(stop);
  while (!stop.stop_requested()) rest(step(outbox), stop);
  // What was made last, stays that ended with the cameras among it.
  const auto end = steady_clock::now() + kLastWords;
  while (pause_s_ == 0 && steady_clock::now() < end && step(outbox)) {
  }
}

// Where nothing waits the outbox is not asked: its desk says when something does.
void Sender::rest(bool more, const std::stop_token& stop) {
  if (pause_s_ > 0) return nap(stop, std::chrono::duration<double>(pause_s_));
  if (more) return nap(stop, std::chrono::duration<double>(kBatch / options_.per_second));
  looked_ = desk_.wait_beyond(looked_, next_tend_ - steady_clock::now(), stop);
}

// True where more waits.
bool Sender::step(Outbox& outbox) {
  try {
    if (const auto now = steady_clock::now(); now >= next_tend_) {
      next_tend_ = now + kTendSender;
      outlet_->tend(*now_.get());
    }
    const bool more = pass_on(outbox);
    well();
    return more;
  } catch (const std::exception& error) {
    failed(error.what());
    return true;
  }
}

bool Sender::pass_on(Outbox& outbox) {
  const auto facts = outbox.after(cursor_, kBatch);
  if (facts.empty()) return false;
  std::vector<Message> messages;
  for (const KeptFact& fact : facts)
    if (outlet_->wants(fact.kind)) messages.push_back(message_of(options_.envelope, fact));
  if (!messages.empty()) outlet_->send(messages);
  cursor_ = facts.back().seq;
  desk_.sent(options_.name, cursor_, std::ssize(messages));
  return std::ssize(facts) == kBatch;
}

void Sender::well() {
  pause_s_ = 0;
  std::lock_guard lock(mutex_);
  if (std::exchange(trouble_, std::nullopt) && options_.log)
    options_.log(fmt::format("sink {}: reachable again", options_.name), false);
}

void Sender::failed(const std::string& words) {
  pause_s_ = pause_s_ == 0 ? kFirstPause : std::min(2 * pause_s_, kLongestPause);
  next_tend_ = {};
  std::lock_guard lock(mutex_);
  if (trouble_ != words && options_.log)
    options_.log(fmt::format("sink {}: {}; facts wait in the outbox", options_.name, words), true);
  trouble_ = words;
}

}  // namespace mien::outbox
