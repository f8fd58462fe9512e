/// Each picture is decoded once, into memory that all worker processes share (one copy per memory
/// node where the machine has several); workers take pictures one by one, so that even a clip
/// without cuts keeps all of them busy, and read nothing from disk themselves.

#include <algorithm>

#include "mien/error.h"

#include "chain/run_info.h"
#include "machine/memory_nodes.h"
#include "recordings/approaches/approaches.h"
#include "recordings/picture_decoder.h"
#include "recordings/picture_server.h"
#include "recordings/share_client.h"
#include "recordings/shares.h"
#include "recordings/worker_processes.h"
#include "video/video.h"

namespace mien::recordings {

namespace {

constexpr int kWorkersPerDecoder = 8;      ///< HOG takes many times as long as decoding
constexpr std::size_t kPicturesAhead = 2;  ///< with a worker: one in work, one to go on with
constexpr std::size_t kFreeMemoryShare = 4;

// Bytes for pictures: the seconds that are asked for, or all of the inputs that fits into a quarter
// of free memory.
std::size_t store_size(const RunConfig& config, const SourceOpener& own, int workers, int decoders,
                       std::size_t replicas) {
  std::size_t picture = 1, everything = 0;
  double per_second = 0;
  bool all_known = true;
  for (const CameraConfig& camera : config.cameras) try {
      auto source = own ? own(camera, {}) : nullptr;
      if (!source) source = video::open_source(camera.input);
      const StreamInfo info = source->info();
      const std::size_t size = cluster::FrameStore::size_of(info.width, info.height);
      picture = std::max(picture, size);
      per_second = std::max(per_second, static_cast<double>(size) * std::max(1.0, info.fps));
      everything += size * static_cast<std::size_t>(info.frames + 1);
      all_known = all_known && info.frames > 0;
    } catch (const Error&) {  // told where it is read
    }
  // Twice the picture: what is stored can be larger than what is displayed.
  const auto busy =
      static_cast<std::size_t>(workers) * kPicturesAhead + static_cast<std::size_t>(decoders);
  const std::size_t least = 2 * picture * (busy + 2);
  if (config.tuning.prefetch > 0)
    return std::max(least,
                    static_cast<std::size_t>(config.tuning.prefetch * decoders * per_second));
  const std::size_t quarter = machine::free_memory() / kFreeMemoryShare / replicas;
  return std::max(least, all_known ? std::min(2 * everything, quarter) : quarter);
}

class ProcessesPrefetch final : public Approach {
 public:
  void begin(Workshop& shop) override {
    const RunConfig& config = shop.config();
    for (const CameraConfig& camera : config.cameras)
      if (chain::is_live(camera))
        throw Error(ErrorKind::usage, camera.name,
                    "processes-prefetch holds recordings, not cameras", "choose another approach");
    decoders_ = 1 + shop.workers() / kWorkersPerDecoder;
    const std::vector<int> nodes = machine::memory_nodes();
    const bool several = nodes.size() > 1;
    const auto tell = [&](const std::string& words) { shop.incident(words); };
    if (!several) tell("one memory node: all workers share one copy of the decoded pictures");
    store_.emplace(
        cluster::FrameStoreOptions{.bytes = store_size(config, shop.hooks().stages.source,
                                                       shop.workers(), decoders_, nodes.size()),
                                   .replicas = static_cast<int>(nodes.size()),
                                   .nodes = several ? nodes : std::vector<int>{},
                                   .huge_pages = config.tuning.huge_pages},
        tell);
    workers_.emplace(shop, [&](int index, cluster::Link& parent, const std::atomic<bool>& stop) {
      const int replica = index % store_->replicas();
      if (several) machine::stay_near(nodes[static_cast<std::size_t>(replica)]);
      serve_pictures(shop.config(), shop.paths(), *store_, replica, parent, stop, shop.hooks());
    });
  }

  void work(Workshop& shop) override {
    desk_.emplace(shop, *store_, shop.workers(), decoders_);
    const int workers = shop.workers();
    shop.threads(
        workers + decoders_,
        [&](int i) {
          if (i < workers && !workers_->wait_until_ready(i)) lost(shop, i, {});
        },
        [&](int i) {
          if (i >= workers)
            decode(shop);
          else if (workers_->ready(i))
            tend(shop, i);
        });
    desk_->finish();
    workers_->finish();
  }

 private:
  void decode(Workshop& shop) {
    PictureDecoder decoder(shop.tools(), *store_, *desk_, shop);
    while (auto share = shop.next_work(decoder.at())) decoder.run(std::move(*share));
    desk_->decoder_done();
  }

  void tend(Workshop& shop, int index) {
    std::vector<PictureJob> jobs;  // with the worker, in order
    try {
      if (!feed(shop, index, jobs)) return lost(shop, index, std::move(jobs));
    } catch (...) {
      store_->stop();
      throw;
    }
    if (shop.stopped()) store_->stop();  // a decoder may wait for room that nobody makes any more
    workers_->dismiss(index);
  }

  // False where the worker died.
  bool feed(Workshop& shop, int index, std::vector<PictureJob>& jobs) {
    cluster::Child& child = workers_->child(index);
    const auto stopped = [&] { return shop.stopped(); };
    while (true) {
      while (jobs.size() < kPicturesAhead) {
        auto job = desk_->take(jobs.empty(), stopped);
        if (!job) break;
        jobs.push_back(*job);
        if (!child.link().send(cluster::wire::SharedPictures{job->input, {job->picture}}))
          return false;
      }
      if (jobs.empty() || shop.stopped()) return true;
      auto message = workers_->receive(index);
      if (!message) return false;
      if (const auto* failed = std::get_if<cluster::wire::Failed>(&*message))
        throw error_of(*failed);
      auto* seen = std::get_if<cluster::wire::Seen>(&*message);
      if (seen && seen->ticket == jobs.front().picture.ticket) {
        desk_->seen(jobs.front(), *seen);
        jobs.erase(jobs.begin());
      } else if (!shop.stopped()) {
        throw Error(ErrorKind::internal, child.name(),
                    "sent a message that does not belong to its work");
      }
    }
  }

  void lost(Workshop& shop, int index, std::vector<PictureJob> jobs) {
    workers_->child(index).ending();  // its memory is free before others try
    const std::size_t left = jobs.size();
    const auto& cameras = shop.config().cameras;
    const std::string why =
        left > 0 ? words_of_deaths(cameras[jobs.front().input], kMostDeaths) : std::string();
    const PictureDesk::Loss loss = desk_->lost(std::move(jobs), why);
    workers_->died(index, left, "picture", loss.given_up);
    if (!loss.none_left) return;
    workers_->all_died();
    store_->stop();
  }

  int decoders_ = 1;
  std::optional<cluster::FrameStore> store_;
  std::optional<WorkerProcesses> workers_;
  std::optional<PictureDesk> desk_;
};

}  // namespace

std::unique_ptr<Approach> make_processes_prefetch() {
  return std::make_unique<ProcessesPrefetch>();
}

}  // namespace mien::recordings
