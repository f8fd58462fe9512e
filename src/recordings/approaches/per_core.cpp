/// A worker per core, nothing shared: each takes segments and runs their frames to completion. With
/// one worker it is the plain script: baseline, hog-source-build, cnn-sync.

#include "recordings/approaches/approaches.h"
#include "recordings/segment_worker.h"

namespace mien::recordings {

namespace {

class PerCore final : public Approach {
 public:
  void work(Workshop& shop) override {
    const StreamInfo likely = shop.tools().likely();
    std::vector<std::unique_ptr<SegmentWorker>> workers(static_cast<std::size_t>(shop.workers()));
    shop.threads(
        shop.workers(),
        [&](int i) {
          auto& worker = workers[static_cast<std::size_t>(i)];
          worker = std::make_unique<SegmentWorker>(shop.tools(), shop);
          worker->prepare(likely);
        },
        [&](int i) {
          SegmentWorker& worker = *workers[static_cast<std::size_t>(i)];
          while (auto share = shop.next_work(worker.at())) worker.run(std::move(*share));
        });
  }
};

}  // namespace

std::unique_ptr<Approach> make_per_core() { return std::make_unique<PerCore>(); }

}  // namespace mien::recordings
