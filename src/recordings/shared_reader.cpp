#include "recordings/shared_reader.h"

#include "mien/error.h"

#include "base/clock.h"
#include "base/input_trouble.h"
#include "chain/run_info.h"

namespace mien::recordings {

SharedReader::SharedReader(Workshop& shop)
    : shop_(shop), order_(shop), reader_(shop.tools(), order_) {
  const auto& cameras = shop.config().cameras;
  for (const CameraConfig& camera : cameras) {
    if (!chain::is_live(camera)) continue;
    live_ = true;
    if (cameras.size() > 1)
      throw Error(ErrorKind::usage, camera.name,
                  "the approach " + shop.config().approach +
                      " reads inputs one after another, and this one never ends",
                  "choose cnn-per-core, or give this input alone");
  }
}

bool SharedReader::next(HeldFrame& held) {
  std::lock_guard lock(mutex_);
  while (!ended_) {
    if (reader_.read(held.frame, held.place)) {
      held.planes = reader_.hold(held.frame);
      held.number = order_.expect(held.place.input, held.place.segment);
      return true;
    }
    if (auto work = shop_.next_work(reader_.at()))
      reader_.begin(std::move(*work));
    else
      ended_ = true;
  }
  return false;
}

void SharedReader::work_on(HeldFrame& held, chain::FrameChain& chain) {
  const WorkerTools& tools = shop_.tools();
  const std::size_t input = held.place.input;
  const double cpu = thread_cpu_ms();
  FrameOutcome outcome;
  const auto why = input_trouble([&] {
    chain.process(held.frame, tools.width(input), tools.masks[input], outcome.result,
                  outcome.times);
  });
  outcome.error = why.value_or("");
  outcome.cpu_ms = thread_cpu_ms() - cpu;
  finish(held, std::move(outcome));
}

void SharedReader::finish(HeldFrame& held, FrameOutcome outcome) {
  held.planes.reset();
  outcome.latency_ms = steady_ms() - held.place.due_ms;
  order_.finish(held.number, std::move(outcome));
}

}  // namespace mien::recordings
