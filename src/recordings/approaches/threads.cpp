/// A pool over frames: whoever is free reads the next frame under a lock and works on it outside.
/// Reading is cheap against HOG; where it is not, workers wait for each other, which is what
/// cnn-per-core is for.

#include "recordings/approaches/approaches.h"
#include "recordings/shared_reader.h"

namespace mien::recordings {

namespace {

class Threads final : public Approach {
 public:
  void work(Workshop& shop) override {
    SharedReader reader(shop);
    const StreamInfo likely = shop.tools().likely();
    std::vector<std::unique_ptr<chain::FrameChain>> chains(
        static_cast<std::size_t>(shop.workers()));
    shop.threads(
        shop.workers(),
        [&](int i) {
          auto& chain = chains[static_cast<std::size_t>(i)];
          chain = std::make_unique<chain::FrameChain>(shop.models());
          shop.tools().prepare(*chain, likely);
        },
        [&](int i) {
          HeldFrame held;
          while (reader.next(held)) reader.work_on(held, *chains[static_cast<std::size_t>(i)]);
        });
  }
};

}  // namespace

std::unique_ptr<Approach> make_threads() { return std::make_unique<Threads>(); }

}  // namespace mien::recordings
