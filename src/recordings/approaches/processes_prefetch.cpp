/// Each picture is decoded once, into memory that all worker processes share (one copy per memory
/// node where the machine has several); workers take pictures one by one, so that even a clip
/// without cuts keeps all of them busy, and read nothing from disk themselves.

#include <algorithm>

#include <fmt/format.h>

#include "mien/error.h"

#include "chain/run_info.h"
#include "cluster/child.h"
#include "machine/memory_nodes.h"
#include "recordings/approaches/approaches.h"
#include "recordings/picture_decoder.h"
#include "recordings/picture_server.h"
#include "recordings/share_client.h"
#include "recordings/worker_deaths.h"
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
    cluster::require_single_thread();
    for (int number = 1; number <= shop.workers(); ++number) start(shop, number, nodes);
    start_cpu_ms_.resize(children_.size());
  }

  void work(Workshop& shop) override {
    desk_.emplace(shop, *store_, shop.workers(), decoders_);
    const int workers = shop.workers();
    shop.threads(
        workers + decoders_,
        [&](int i) {
          if (i < workers) prepare(shop, static_cast<std::size_t>(i));
        },
        [&](int i) {
          if (i < workers)
            tend(shop, static_cast<std::size_t>(i));
          else
            decode(shop);
        });
    desk_->finish();
    for (const auto& child : children_) {
      child->stop();
      child->ending();
    }
    for (std::size_t i = 0; i < children_.size(); ++i)
      shop.add_helper(std::max(0.0, children_[i]->cpu_ms() - start_cpu_ms_[i]));
    deaths_.tell(shop);
  }

 private:
  void start(Workshop& shop, int number, const std::vector<int>& nodes) {
    const int replica = (number - 1) % store_->replicas();
    const int node = nodes[static_cast<std::size_t>(replica)];
    const bool bound = nodes.size() > 1;
    children_.push_back(std::make_unique<cluster::Child>(
        number,
        [this, &shop, replica, node, bound](cluster::Link& parent, const std::atomic<bool>& stop) {
          if (bound) machine::stay_near(node);
          serve_pictures(shop.config(), shop.paths(), *store_, replica, parent, stop, shop.hooks());
        }));
  }

  void prepare(Workshop& shop, std::size_t index) {
    cluster::Child& child = *children_[index];
    if (const auto ready = wait_until_ready(child.link(), stopper(shop, child)))
      start_cpu_ms_[index] = ready->cpu_ms;
    else
      lost(shop, child, {});
  }

  void decode(Workshop& shop) {
    PictureDecoder decoder(shop.tools(), *store_, *desk_, shop);
    while (auto share = shop.next_work(decoder.at())) decoder.run(std::move(*share));
    desk_->decoder_done();
  }

  void tend(Workshop& shop, std::size_t index) {
    cluster::Child& child = *children_[index];
    if (start_cpu_ms_[index] == 0) return;  // died before
    std::vector<PictureJob> jobs;           // with the child, in order
    try {
      if (!feed(shop, child, jobs)) return lost(shop, child, std::move(jobs));
    } catch (...) {
      store_->stop();
      throw;
    }
    if (shop.stopped()) store_->stop();  // a decoder may wait for room that nobody makes any more
    child.link().send(cluster::wire::Over{});
    while (auto message = child.link().receive(stopper(shop, child)))
      if (auto* bye = std::get_if<cluster::wire::Bye>(&*message)) {
        if (bye->read_bytes >= 0) shop.add_helper(0, bye->read_bytes);
        return shop.add_notes(std::move(bye->notes));
      }
  }

  // False where the child died.
  bool feed(Workshop& shop, cluster::Child& child, std::vector<PictureJob>& jobs) {
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
      auto message = child.link().receive(stopper(shop, child));
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

  void lost(Workshop& shop, cluster::Child& child, std::vector<PictureJob> jobs) {
    deaths_.add(child.ending(), jobs.size(), "picture");
    if (desk_->lost(std::move(jobs))) return;
    deaths_.end(shop, children_.size());
    store_->stop();
  }

  static std::function<void()> stopper(Workshop& shop, cluster::Child& child) {
    return [&shop, &child] {
      if (shop.stopped()) child.stop();
    };
  }

  int decoders_ = 1;
  std::optional<cluster::FrameStore> store_;
  std::vector<std::unique_ptr<cluster::Child>> children_;
  std::vector<double> start_cpu_ms_;  ///< what each child's start cost; 0: it never was ready
  std::optional<PictureDesk> desk_;
  WorkerDeaths deaths_;
};

}  // namespace

std::unique_ptr<Approach> make_processes_prefetch() {
  return std::make_unique<ProcessesPrefetch>();
}

}  // namespace mien::recordings
