/// OpenVINO's throughput streams: one thread reads, scales and reads expressions, and keeps a ring
/// of frames in flight whose inferences run on the engine's own threads. The ring is taken round,
/// so frames stay in order.

#include <algorithm>
#include <utility>

#include "base/clock.h"
#include "base/input_trouble.h"
#include "recordings/approaches/approaches.h"
#include "recordings/shared_reader.h"

namespace mien::recordings {

namespace {

// Each stream has one frame in work and one waiting, so that none idles while the reader prepares
// the next.
constexpr int kFramesPerStream = 2;

/// A frame in flight and what works on it.
struct InFlight {
  explicit InFlight(const chain::Models& models) : chain(models) {}
  chain::FrameChain chain;
  HeldFrame held;
  FrameOutcome outcome;
  bool busy = false;
};

/// CPU that other threads of this process have used: the engine's, for it alone works beside the
/// reader.
class EngineCpu {
 public:
  /// Since the last call, ms.
  double take() {
    const double now = process_cpu_ms() - thread_cpu_ms();
    return std::max(0.0, now - std::exchange(before_, now));
  }

 private:
  double before_ = process_cpu_ms() - thread_cpu_ms();
};

class CnnStreams final : public Approach {
 public:
  void work(Workshop& shop) override {
    SharedReader reader(shop);
    const StreamInfo likely = shop.tools().likely();
    const auto prepare = [&](int) {
      for (int i = 0; i < shop.config().tuning.streams * kFramesPerStream; ++i) {
        ring_.push_back(std::make_unique<InFlight>(shop.models()));
        shop.tools().prepare(ring_.back()->chain, likely);
      }
    };
    shop.threads(1, prepare, [&](int) { run(shop.tools(), reader); });
  }

 private:
  void run(const WorkerTools& tools, SharedReader& reader) {
    engine_ = {};
    std::size_t next = 0;
    for (;; next = (next + 1) % ring_.size()) {
      InFlight& lane = *ring_[next];
      complete(lane, reader);
      if (!reader.next(lane.held)) break;
      submit(lane, tools);
      if (reader.live()) complete(lane, reader);  // a later frame may be long in coming
    }
    for (std::size_t i = 1; i < ring_.size(); ++i)
      complete(*ring_[(next + i) % ring_.size()], reader);
  }

  /// Runs a part of a lane's work and counts what it costs this thread.
  template <typename Part>
  static void count(InFlight& lane, Part part) {
    CpuTimer timer(lane.outcome.cpu_ms);
    if (lane.outcome.error.empty()) lane.outcome.error = input_trouble(part).value_or("");
  }

  static void submit(InFlight& lane, const WorkerTools& tools) {
    const std::size_t input = lane.held.place.input;
    lane.outcome = {};
    lane.busy = true;
    count(lane, [&] {
      lane.chain.submit(lane.held.frame, tools.width(input), tools.masks[input],
                        lane.outcome.times);
    });
  }

  void complete(InFlight& lane, SharedReader& reader) {
    if (!std::exchange(lane.busy, false)) return;
    count(lane,
          [&] { lane.chain.complete(lane.held.frame, lane.outcome.result, lane.outcome.times); });
    const double engine = engine_.take();  // of whichever frames it worked on meanwhile
    lane.outcome.times.infer += engine;
    lane.outcome.cpu_ms += engine;
    reader.finish(lane.held, std::move(lane.outcome));
  }

  std::vector<std::unique_ptr<InFlight>> ring_;
  EngineCpu engine_;
};

}  // namespace

std::unique_ptr<Approach> make_cnn_streams() { return std::make_unique<CnnStreams>(); }

}  // namespace mien::recordings
