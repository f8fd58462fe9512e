/// A process per core, on one host or several: mpirun starts them. Rank 0 hands out the work, joins
/// the results, owns what is written, and computes on one thread beside; the others compute what
/// they are sent.

#include "cluster/mpi.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/clock.h"
#include "cluster/same_models.h"
#include "recordings/approaches/approaches.h"
#include "recordings/segment_worker.h"
#include "recordings/share_client.h"
#include "recordings/share_server.h"

namespace mien::recordings {

namespace {

// mpirun kills a job's ranks after it has asked them to end: what came until then is to be written.
double patience_ms() {
  const bool a_second = cluster::mpi::library().find("Open MPI v4") != std::string::npos;
  return a_second ? 400 : 120;  // Open MPI 5 gives a quarter of a second
}

constexpr double kProfileMs = 15'000;  // a rank that was profiled sums up before it says Bye

/// Rank 0's view of another one.
struct Rank {
  int number = 0;
  std::string host;
  std::int64_t process = 0;
  double start_cpu_ms = 0;
  bool ready = false, over = false;  ///< over: it said Bye
  std::optional<std::size_t> previous;
  std::optional<Portion> share;
  std::optional<ShareClient> client;
  std::string name() const {
    return ready ? fmt::format("rank {} ({}, process {})", number, host, process)
                 : fmt::format("rank {}", number);
  }
};

class Mpi final : public Approach {
 public:
  void begin(Workshop& shop) override {
    const std::string where = "approach '" + shop.config().approach + "'";
    if (!cluster::mpi::joined())
      throw Error(
          ErrorKind::usage, where, "this process was not started by mpirun",
          "start it as: mpirun -n 2 mien run …; mpirun comes with: apt-get install openmpi-bin");
    if (cluster::mpi::rank() != 0)
      throw Error(ErrorKind::usage, where,
                  fmt::format("rank {} cannot run by itself", cluster::mpi::rank()),
                  "only rank 0 calls run, the others mien::recordings::follow");
    if (shop.workers() > cluster::mpi::size())
      throw Error(ErrorKind::usage, where,
                  fmt::format("the cameras keep {} ranks busy, and there are {}", shop.workers(),
                              cluster::mpi::size()),
                  fmt::format("start mpirun -n {} or more", shop.workers()));
  }

  void work(Workshop& shop) override {
    for (int number = 1; number < cluster::mpi::size(); ++number)
      ranks_.push_back({.number = number});
    const StreamInfo likely = shop.tools().likely();
    std::optional<SegmentWorker> worker;
    shop.threads(
        ranks_.empty() ? 1 : 2,
        [&](int thread) {
          if (thread == 1) return wait_for_ranks(shop);
          worker.emplace(shop.tools(), shop);
          worker->prepare(likely);
        },
        [&](int thread) {
          if (thread == 1) return tend(shop);
          while (auto share = shop.next_work(worker->at())) worker->run(std::move(*share));
        });
    if (shop.stopped() && !ranks_.empty()) end(shop);
  }

 private:
  // On the thread that alone calls MPI while the run lasts.
  void wait_for_ranks(Workshop& shop) {
    const auto missing = [&] { return !std::ranges::all_of(ranks_, &Rank::ready); };
    while (missing() && !shop.stopped())
      if (!take_letter(shop)) cluster::mpi::pause();
  }

  void tend(Workshop& shop) {
    for (Rank& rank : ranks_) give(shop, rank);
    while (!all_over() && !shop.stopped())
      if (!take_letter(shop)) cluster::mpi::pause();
  }

  // Stopped by a signal, which mpirun sends to all ranks, by the caller, or by a failure here: each
  // says Bye after the frame in hand, but for one that was killed.
  void end(Workshop& shop) {
    const bool interrupted = shop.tools().stop->load();
    for (Rank& rank : ranks_)
      if (!rank.over) cluster::mpi::send(rank.number, cluster::wire::Over{});
    const double patience = shop.hooks().probe ? kProfileMs : patience_ms();
    double patience_from = interrupted ? steady_ms() : 0;
    while (!all_over()) {
      if (patience_from == 0 && shop.tools().stop->load()) patience_from = steady_ms();
      if (patience_from > 0 && steady_ms() - patience_from > patience) return name_lost(shop);
      if (!take_letter(shop)) cluster::mpi::pause();
    }
  }

  void name_lost(Workshop& shop) {
    std::string names;
    for (const Rank& rank : ranks_)
      if (!rank.over) names += (names.empty() ? "" : ", ") + rank.name();
    cluster::mpi::give_up();
    shop.end_early(std::make_exception_ptr(Error(ErrorKind::internal, names,
                                                 "was killed or cannot be reached: the job ends",
                                                 "what all ranks had finished is kept")));
  }

  bool all_over() const { return std::ranges::all_of(ranks_, &Rank::over); }

  void give(Workshop& shop, Rank& rank) {
    rank.client.reset();
    rank.share.reset();
    if (auto work = shop.next_work(rank.previous)) {
      rank.previous = work->input;
      rank.share.emplace(Portion{.work = std::move(*work)});
      rank.client.emplace(shop, *rank.share);
      cluster::mpi::send(rank.number, rank.client->order());
    } else {
      cluster::mpi::send(rank.number, cluster::wire::Over{});
    }
  }

  static void greet(Workshop& shop, Rank& rank, const cluster::wire::Ready& ready) {
    rank.host = ready.host;
    rank.process = ready.process;
    rank.start_cpu_ms = ready.cpu_ms;
    rank.ready = true;
    try {
      cluster::require_same_models(ready_message(shop.config(), shop.models()), ready, rank.name());
    } catch (const Error&) {
      shop.fail(std::current_exception());
    }
  }

  // False where none has come.
  bool take_letter(Workshop& shop) {
    auto letter = cluster::mpi::poll();
    if (!letter) return false;
    Rank& rank = ranks_.at(static_cast<std::size_t>(letter->from - 1));
    if (const auto* ready = std::get_if<cluster::wire::Ready>(&letter->message)) {
      greet(shop, rank, *ready);
    } else if (auto* bye = std::get_if<cluster::wire::Bye>(&letter->message)) {
      rank.over = true;
      shop.add_helper(bye->cpu_ms - rank.start_cpu_ms);
      shop.add_notes(std::move(bye->notes));
    } else if (const auto* failed = std::get_if<cluster::wire::Failed>(&letter->message)) {
      rank.over = true;  // it says nothing more
      shop.fail(std::make_exception_ptr(error_of(*failed)));
    } else if (rank.client && rank.client->take(letter->message)) {
      give(shop, rank);
    }
    return true;
  }

  std::vector<Rank> ranks_;
};

}  // namespace

std::unique_ptr<Approach> make_mpi() { return std::make_unique<Mpi>(); }

}  // namespace mien::recordings
