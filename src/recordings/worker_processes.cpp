#include "recordings/worker_processes.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "mien/error.h"

#include "cluster/same_models.h"
#include "recordings/share_client.h"
#include "recordings/share_server.h"

namespace mien::recordings {

WorkerProcesses::WorkerProcesses(Workshop& shop, const Body& body) : shop_(shop) {
  cluster::require_single_thread();
  for (int index = 0; index < shop.workers(); ++index)
    children_.push_back(std::make_unique<cluster::Child>(
        index + 1,
        [&](cluster::Link& parent, const std::atomic<bool>& stop) { body(index, parent, stop); }));
  start_cpu_ms_.resize(children_.size());
}

bool WorkerProcesses::wait_until_ready(int index) {
  const auto message = receive(index);
  if (!message) return false;
  if (const auto* failed = std::get_if<cluster::wire::Failed>(&*message)) throw error_of(*failed);
  const auto* ready = std::get_if<cluster::wire::Ready>(&*message);
  if (!ready) throw Error(ErrorKind::internal, "worker process", "sent something else than Ready");
  cluster::require_same_models(ready_message(shop_.config(), shop_.models()), *ready,
                               child(index).name());
  start_cpu_ms_[static_cast<std::size_t>(index)] = ready->cpu_ms;
  return true;
}

std::optional<cluster::wire::Message> WorkerProcesses::receive(int index) {
  cluster::Child& own = child(index);
  return own.link().receive([&] {
    if (shop_.stopped()) own.stop();
  });
}

void WorkerProcesses::dismiss(int index) {
  child(index).link().send(cluster::wire::Over{});
  while (auto message = receive(index))
    if (auto* bye = std::get_if<cluster::wire::Bye>(&*message)) {
      if (bye->read_bytes >= 0) shop_.add_helper(0, bye->read_bytes);
      return shop_.add_notes(std::move(bye->notes));
    }
}

void WorkerProcesses::died(int index, std::size_t left, const std::string& thing, bool given_up) {
  const std::string how = child(index).ending();
  std::lock_guard lock(mutex_);
  deaths_.push_back({how, thing, left, given_up});
}

void WorkerProcesses::all_died() {
  std::lock_guard lock(mutex_);
  shop_.end_early(std::make_exception_ptr(Error(
      ErrorKind::internal, "worker processes",
      fmt::format("all {} died; the last: {}", children_.size(),
                  deaths_.empty() ? "" : deaths_.back().how),
      "what was finished is kept; check for a lack of memory (dmesg), or use fewer workers")));
}

void WorkerProcesses::finish() {
  for (std::size_t i = 0; i < children_.size(); ++i) {
    children_[i]->stop();  // those that are through with Over do not mind
    children_[i]->ending();
    shop_.add_helper(std::max(0.0, children_[i]->cpu_ms() - start_cpu_ms_[i]));
  }
  std::lock_guard lock(mutex_);
  for (const Death& death : deaths_) {
    const bool one = death.left == 1;
    const char* fate = death.given_up    ? "given up"
                       : shop_.stopped() ? "not finished"
                                         : "done by others";
    shop_.incident(death.left == 0
                       ? death.how + "; it had no work in hand"
                       : fmt::format("{}; its {} {}{} {} {}", death.how, death.left, death.thing,
                                     one ? "" : "s", one ? "was" : "were", fate));
  }
}

std::string words_of_deaths(const CameraConfig& camera, int deaths) {
  return Error(
             ErrorKind::input, camera.name,
             fmt::format("{} worker processes died on it, and part of it was not analysed", deaths),
             "check for a lack of memory (dmesg), or whether `mien run` crashes on it alone")
      .what();
}

}  // namespace mien::recordings
