#include "runtime/live/dispatch.h"

#include <algorithm>
#include <utility>

#include "base/clock.h"

namespace mien::runtime {

void Dispatch::add(const std::shared_ptr<Client>& client) {
  std::lock_guard lock(mutex_);
  clients_.push_back(client);
}

void Dispatch::remove(const std::shared_ptr<Client>& client) {
  std::unique_lock lock(mutex_);
  std::erase(clients_, client);
  client->shot_.reset();
  changed_.wait(lock, [&] { return !client->busy_; });
}

bool Dispatch::wants(const Client& client) const {
  std::lock_guard lock(mutex_);
  return client.owed_ || client.shot_;
}

void Dispatch::post(Client& client, Shot shot) {
  Shot older;  // lets go of its planes outside of the lock
  {
    std::lock_guard lock(mutex_);
    if (client.shot_) {
      ++client.drops_;
      ++tally_.dropped;
      older = std::exchange(*client.shot_, std::move(shot));
    } else {
      if (!client.owed_) client.due_ms_ = shot.arrived_ms;
      client.shot_ = std::move(shot);
    }
    client.owed_ = false;
  }
  changed_.notify_one();
}

void Dispatch::post_lost(Client& client) {
  {
    std::lock_guard lock(mutex_);
    client.is_lost_ = true;
  }
  changed_.notify_one();
}

std::int64_t Dispatch::drops(const Client& client) const {
  std::lock_guard lock(mutex_);
  return client.drops_;
}

void Dispatch::discard_old(double now) {
  for (const auto& client : clients_) {
    if (!client->shot_ || client->busy_ || now - client->shot_->arrived_ms <= max_latency_ms_)
      continue;
    client->shot_.reset();
    client->owed_ = true;
    ++client->drops_;
    ++tally_.dropped;
  }
}

/// The camera that has waited longest; those whose people have gone have time.
std::shared_ptr<Client> Dispatch::next(double now) {
  discard_old(now);
  std::shared_ptr<Client> latest, lost;
  for (const auto& client : clients_) {
    if (client->busy_) continue;
    if (client->shot_ && (!latest || client->due_ms_ < latest->due_ms_)) latest = client;
    if (client->is_lost_) lost = client;
  }
  return latest ? latest : lost;
}

void Dispatch::work(WorkerDesk& desk, std::stop_token stop) {
  std::unique_lock lock(mutex_);
  for (;;) {
    std::shared_ptr<Client> client;
    changed_.wait(lock, stop, [&] { return (client = next(steady_ms())) != nullptr; });
    if (stop.stop_requested()) return;
    client->busy_ = true;
    std::optional<Shot> shot = std::exchange(client->shot_, std::nullopt);
    const bool lost = std::exchange(client->is_lost_, false);
    lock.unlock();
    const double began = steady_ms();
    if (lost) client->lost();
    if (shot) client->serve(desk, *shot);
    const bool served = shot.has_value();
    shot.reset();
    lock.lock();
    busy_ms_ += steady_ms() - began;
    tally_.served += served;
    client->busy_ = false;
    changed_.notify_all();
  }
}

double Dispatch::busy_ms() const {
  std::lock_guard lock(mutex_);
  return busy_ms_;
}

Dispatch::Tally Dispatch::take_tally() {
  std::lock_guard lock(mutex_);
  return std::exchange(tally_, {});
}

}  // namespace mien::runtime
