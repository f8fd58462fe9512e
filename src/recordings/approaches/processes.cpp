/// A process per worker: each loads its own models, reads its inputs itself and sends what it
/// finds; this process hands out the work and joins the results. A worker that dies loses nothing
/// but time: others do its work, unless they die on it as well.

#include <optional>

#include "machine/seats.h"
#include "recordings/approaches/approaches.h"
#include "recordings/share_client.h"
#include "recordings/share_server.h"
#include "recordings/shares.h"
#include "recordings/worker_processes.h"

namespace mien::recordings {

namespace {

class Processes final : public Approach {
 public:
  void begin(Workshop& shop) override {
    workers_.emplace(shop, [&](int index, cluster::Link& parent, const std::atomic<bool>& stop) {
      machine::take_seat(shop.config(), index, shop.workers());  // why not: the proxy tells
      serve_shares(shop.config(), shop.paths(), parent, stop, shop.hooks());
    });
  }

  void work(Workshop& shop) override {
    shares_.emplace(shop.schedule(), shop.workers());
    shop.threads(
        shop.workers(),
        [&](int index) {
          if (!workers_->wait_until_ready(index)) lost(shop, index, {});
        },
        [&](int index) {
          if (workers_->ready(index)) tend(shop, index);
        });
    workers_->finish();
  }

 private:
  void tend(Workshop& shop, int index) {
    const auto stopped = [&] { return shop.stopped(); };
    std::optional<std::size_t> previous;
    while (auto share = shares_->next(previous, stopped)) {
      previous = share->work.input;
      if (!carry_out(shop, index, *share)) return lost(shop, index, std::move(share));
      shares_->finished();
    }
    workers_->dismiss(index);
  }

  // False where the worker died.
  bool carry_out(Workshop& shop, int index, Portion& share) {
    ShareClient client(shop, share);
    if (workers_->child(index).link().send(client.order()))
      while (auto message = workers_->receive(index))
        if (client.take(*message)) return true;
    client.leave();
    return false;
  }

  void lost(Workshop& shop, int index, std::optional<Portion> rest) {
    workers_->child(index).ending();  // its memory is free before others try
    const std::size_t left = rest ? rest->work.segments.size() : 0;
    const LostShare loss = shares_->lost(std::move(rest));
    workers_->died(index, left, "segment", !loss.given_up.empty());
    for (const Portion& share : loss.given_up)
      give_up(shop, share, words_of_deaths(shop.config().cameras[share.work.input], share.deaths));
    if (loss.none_left) workers_->all_died();
  }

  std::optional<WorkerProcesses> workers_;
  std::optional<Shares> shares_;
};

}  // namespace

std::unique_ptr<Approach> make_processes() { return std::make_unique<Processes>(); }

}  // namespace mien::recordings
