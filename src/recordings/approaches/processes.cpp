/// A process per worker: each loads its own models, reads its inputs itself and sends what it
/// finds; this process hands out the work and joins the results. A worker that dies loses nothing
/// but time: others do its work.

#include <mutex>

#include <fmt/format.h>

#include "cluster/child.h"
#include "machine/seats.h"
#include "recordings/approaches/approaches.h"
#include "recordings/share_client.h"
#include "recordings/share_server.h"
#include "recordings/shares.h"
#include "recordings/worker_deaths.h"

namespace mien::recordings {

namespace {

class Processes final : public Approach {
 public:
  void begin(Workshop& shop) override {
    cluster::require_single_thread();
    for (int number = 1; number <= shop.workers(); ++number)
      children_.push_back(std::make_unique<cluster::Child>(
          number, [&shop, number](cluster::Link& parent, const std::atomic<bool>& stop) {
            machine::take_seat(shop.config(), number - 1,
                               shop.workers());  // why not: the proxy tells
            serve_shares(shop.config(), shop.paths(), parent, stop, shop.hooks());
          }));
    start_cpu_ms_.resize(children_.size());
  }

  void work(Workshop& shop) override {
    shares_.emplace(shop.schedule(), shop.workers());
    shop.threads(
        shop.workers(), [&](int i) { prepare(shop, static_cast<std::size_t>(i)); },
        [&](int i) { tend(shop, static_cast<std::size_t>(i)); });
    for (std::size_t i = 0; i < children_.size(); ++i) {
      children_[i]->stop();  // those that are through with Over do not mind
      children_[i]->ending();
      shop.add_helper(std::max(0.0, children_[i]->cpu_ms() - start_cpu_ms_[i]));
    }
    deaths_.tell(shop);
  }

 private:
  void prepare(Workshop& shop, std::size_t index) {
    cluster::Child& child = *children_[index];
    if (const auto ready = wait_until_ready(child.link(), stopper(shop, child)))
      start_cpu_ms_[index] = ready->cpu_ms;
    else
      lost(shop, child, {});
  }

  void tend(Workshop& shop, std::size_t index) {
    cluster::Child& child = *children_[index];
    if (start_cpu_ms_[index] == 0) return;  // died before
    const auto stopped = [&] { return shop.stopped(); };
    std::optional<std::size_t> previous;
    while (auto share = shares_->next(previous, stopped)) {
      previous = share->work.input;
      if (!carry_out(shop, child, *share)) return lost(shop, child, std::move(share));
      shares_->finished();
    }
    child.link().send(cluster::wire::Over{});
    while (auto message = child.link().receive(stopper(shop, child)))
      if (auto* bye = std::get_if<cluster::wire::Bye>(&*message))
        return shop.add_notes(std::move(bye->notes));
  }

  // False where the child died.
  bool carry_out(Workshop& shop, cluster::Child& child, Portion& share) {
    ShareClient client(shop, share);
    if (child.link().send(client.order()))
      while (auto message = child.link().receive(stopper(shop, child)))
        if (client.take(*message)) return true;
    client.leave();
    return false;
  }

  void lost(Workshop& shop, cluster::Child& child, std::optional<Portion> rest) {
    const std::size_t segments = rest ? rest->work.segments.size() : 0;
    deaths_.add(child.ending(), segments, "segment");
    if (!shares_->lost(std::move(rest))) deaths_.end(shop, children_.size());
  }

  static std::function<void()> stopper(Workshop& shop, cluster::Child& child) {
    return [&shop, &child] {
      if (shop.stopped()) child.stop();
    };
  }

  std::vector<std::unique_ptr<cluster::Child>> children_;
  std::vector<double> start_cpu_ms_;  ///< what each child's start cost; 0: it never was ready
  std::optional<Shares> shares_;
  WorkerDeaths deaths_;
};

}  // namespace

std::unique_ptr<Approach> make_processes() { return std::make_unique<Processes>(); }

}  // namespace mien::recordings
