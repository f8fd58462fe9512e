#include "live/dispatch.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/clock.h"

namespace mien::live {

void Dispatch::max_latency(double ms) {
  std::lock_guard lock(mutex_);
  max_latency_ms_ = ms;
}

void Dispatch::add(const std::shared_ptr<Client>& client) {
  std::lock_guard lock(mutex_);
  clients_.push_back(client);
}

void Dispatch::remove(const std::shared_ptr<Client>& client) {
  std::unique_lock lock(mutex_);
  std::erase(clients_, client);
  client->shot_.reset();
  freed_.wait(lock, [&] { return !client->busy_; });
}

bool Dispatch::wants(const Client& client) const {
  std::lock_guard lock(mutex_);
  return client.owed_ || client.shot_;
}

// A search that was due and never takes place is a drop: one that is due comes while another waits.
// A newer picture for the one that waits is none.
void Dispatch::post(Client& client, Shot shot) {
  Shot older;  // lets go of its planes outside of the lock
  {
    std::lock_guard lock(mutex_);
    const bool one_waits = client.shot_ || client.owed_;
    if (one_waits && shot.due) drop(client);
    if (!one_waits) client.due_ms_ = shot.complete_ms;
    if (client.shot_)
      older = std::exchange(*client.shot_, std::move(shot));
    else
      client.shot_ = std::move(shot);
    client.owed_ = false;
  }
  changed_.notify_one();
}

void Dispatch::drop(Client& client) {
  ++client.drops_;
  ++tally_.dropped;
}

void Dispatch::post_lost(Client& client) {
  std::optional<Shot> older;  // as above
  {
    std::lock_guard lock(mutex_);
    if (client.shot_) drop(client);
    older = std::exchange(client.shot_, std::nullopt);
    client.lost_ms_ = steady_ms();
  }
  changed_.notify_one();
}

std::int64_t Dispatch::drops(const Client& client) const {
  std::lock_guard lock(mutex_);
  return client.drops_;
}

void Dispatch::discard_old(double now) {
  for (const auto& client : clients_) {
    if (!client->shot_ || client->busy_ || client->shot_->lone) continue;
    if (now - client->shot_->complete_ms <= max_latency_ms_) continue;
    client->shot_.reset();
    client->owed_ = true;
  }
}

/// The camera that has waited longest; those whose people have gone have some time, and no more:
/// where there is always a picture that waits, their stays would never end.
std::shared_ptr<Client> Dispatch::next(double now) {
  discard_old(now);
  std::shared_ptr<Client> latest;
  double since = std::numeric_limits<double>::infinity();
  const auto wait = [&](const std::shared_ptr<Client>& client, double begun) {
    if (begun >= since) return;
    since = begun;
    latest = client;
  };
  for (const auto& client : clients_) {
    if (client->busy_) continue;
    if (client->shot_) wait(client, client->due_ms_);
    if (client->lost_ms_) wait(client, *client->lost_ms_ + kLostPatienceMs);
  }
  return latest;
}

bool Dispatch::take(Turn& turn, const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, stop, [&] { return (turn.client = next(steady_ms())) != nullptr; });
  if (stop.stop_requested()) return false;
  turn.client->busy_ = true;
  turn.shot = std::exchange(turn.client->shot_, std::nullopt);
  turn.lost = std::exchange(turn.client->lost_ms_, std::nullopt).has_value();
  busy_ms_ -= steady_ms();
  ++turns_;
  return true;
}

void Dispatch::done(Turn& turn) {
  const bool served = turn.shot.has_value();
  turn.shot.reset();
  {
    std::lock_guard lock(mutex_);
    busy_ms_ += steady_ms();
    --turns_;
    tally_.served += served;
    turn.client->busy_ = false;
  }
  freed_.notify_all();
  changed_.notify_all();
}

void Dispatch::work(WorkerDesk& desk, const std::stop_token& stop) {
  for (Turn turn; take(turn, stop); done(turn)) try {
      if (turn.lost) turn.client->lost();
      if (turn.shot) turn.client->serve(desk, *turn.shot);
    } catch (...) {  // a defect; who removes the client must not wait for ever
      done(turn);
      throw;
    }
}

double Dispatch::busy_ms() const {
  std::lock_guard lock(mutex_);
  return busy_ms_ + turns_ * steady_ms();
}

Dispatch::Tally Dispatch::take_tally() {
  std::lock_guard lock(mutex_);
  return std::exchange(tally_, {});
}

}  // namespace mien::live
