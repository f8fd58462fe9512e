/// Across cameras: each worker reads as many shares side by side as a batch has slots (another
/// input each, or other segments of one), and infers one picture of each at once. Where shares run
/// out, slots stay as they are and what comes of them is ignored.

#include <map>

#include "base/clock.h"
#include "base/input_trouble.h"
#include "recordings/approaches/approaches.h"
#include "recordings/segment_reader.h"

namespace mien::recordings {

namespace {

/// One slot: a share of the schedule, and the frame that is in work.
struct BatchSlot {
  BatchSlot(Workshop& shop, chain::FrameChain::DetectorOf detector_of)
      : reader(shop.tools(), shop), chain(shop.models(), std::move(detector_of)) {}
  SegmentReader reader;
  chain::FrameChain chain;
  Frame frame;
  FramePlace place;
  FrameResult result;
  StageTimes times;
  bool filled = false, ended = false;
};

class BatchWorker {
 public:
  explicit BatchWorker(Workshop& shop) : shop_(shop) {
    for (int slot = 0; slot < shop.config().tuning.batch; ++slot)
      lanes_.push_back(std::make_unique<BatchSlot>(shop, [this, slot](int width) {
        return detector(width, static_cast<std::size_t>(slot));
      }));
  }

  void prepare(const StreamInfo& likely) {
    for (const auto& lane : lanes_) shop_.tools().prepare(lane->chain, likely);
  }

  void run() {
    while (fill() > 0) {
      const double cpu = thread_cpu_ms();
      each_filled([&](BatchSlot& lane) {
        const std::size_t input = lane.place.input;
        lane.times = {};
        lane.chain.submit(lane.frame, shop_.tools().width(input), shop_.tools().masks[input],
                          lane.times);
      });
      each_filled(
          [](BatchSlot& lane) { lane.chain.complete(lane.frame, lane.result, lane.times); });
      deliver(thread_cpu_ms() - cpu);
    }
  }

 private:
  // Slots of one width infer together.
  std::unique_ptr<Detector> detector(int width, std::size_t slot) {
    auto& group = detectors_[width];
    if (group.empty()) group = shop_.models().batch(width);
    return std::move(group[slot]);
  }

  std::size_t fill() {
    std::size_t filled = 0;
    for (const auto& lane : lanes_) filled += lane->filled = read(*lane);
    return filled;
  }

  bool read(BatchSlot& lane) {
    while (!lane.ended) {
      if (lane.reader.read(lane.frame, lane.place)) return true;
      if (auto share = shop_.next_work(lane.reader.at()))
        lane.reader.begin(std::move(*share));
      else
        lane.ended = true;
    }
    return false;
  }

  template <typename Part>
  void each_filled(Part part) {
    for (const auto& lane : lanes_) {
      if (!lane->filled) continue;
      if (const auto why = input_trouble([&] { part(*lane); })) {
        lane->reader.give_up(*why);
        lane->filled = false;
      }
    }
  }

  // The inference was everybody's: its time is shared out evenly.
  void deliver(double cpu_ms) {
    double infer = 0, filled = 0;
    each_filled([&](BatchSlot& lane) {
      infer += lane.times.infer;
      ++filled;
    });
    for (const auto& lane : lanes_) {
      if (!lane->filled) continue;
      chain::SegmentReport& report = lane->reader.report();
      lane->times.infer = infer / filled;
      report.times += lane->times;
      report.cpu_ms += cpu_ms / filled;
      report.latency.add(steady_ms() - lane->place.due_ms);
      ++report.frames_inferred;
      CpuTimer timer(report.cpu_ms);
      shop_.frame(lane->place.input, lane->place.segment, lane->result);
    }
  }

  Workshop& shop_;
  std::map<int, std::vector<std::unique_ptr<Detector>>>
      detectors_;  ///< by width; those not yet taken by their lane
  std::vector<std::unique_ptr<BatchSlot>> lanes_;
};

class CnnBatched final : public Approach {
 public:
  void work(Workshop& shop) override {
    const StreamInfo likely = shop.tools().likely();
    std::vector<std::unique_ptr<BatchWorker>> workers(static_cast<std::size_t>(shop.workers()));
    shop.threads(
        shop.workers(),
        [&](int i) {
          auto& worker = workers[static_cast<std::size_t>(i)];
          worker = std::make_unique<BatchWorker>(shop);
          worker->prepare(likely);
        },
        [&](int i) { workers[static_cast<std::size_t>(i)]->run(); });
  }
};

}  // namespace

std::unique_ptr<Approach> make_cnn_batched() { return std::make_unique<CnnBatched>(); }

}  // namespace mien::recordings
