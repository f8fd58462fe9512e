#include "recordings/schedule.h"

#include <algorithm>

#include "mien/error.h"

namespace mien::recordings {

namespace {
// Bounds how far one worker can be ahead of another in the same input, and so what the join must
// hold.
constexpr std::size_t kLargestShare = 8;
}  // namespace

Schedule::Schedule(std::size_t inputs, int workers, Open open, Planned planned, Failed failed)
    : workers_(workers),
      open_(std::move(open)),
      planned_(std::move(planned)),
      failed_(std::move(failed)),
      inputs_(inputs) {}

std::optional<Work> Schedule::next(std::optional<std::size_t> previous) {
  std::unique_lock lock(mutex_);
  while (!stopped_) {
    if (previous && inputs_[*previous].left() > 0) return take(*previous);
    if (unopened_ < inputs_.size()) {
      if (auto work = plan(lock)) return work;
    } else if (auto input = busiest()) {
      return take(*input);
    } else if (opening_ == 0) {
      return std::nullopt;
    } else {
      changed_.wait(lock);
    }
  }
  return std::nullopt;
}

void Schedule::stop() {
  std::lock_guard lock(mutex_);
  stopped_ = true;
  changed_.notify_all();
}

std::optional<std::size_t> Schedule::busiest() const {
  const auto most =
      std::ranges::max_element(inputs_, {}, [](const Input& input) { return input.left(); });
  if (most == inputs_.end() || most->left() == 0) return std::nullopt;
  return static_cast<std::size_t>(most - inputs_.begin());
}

Work Schedule::take(std::size_t index) {
  Input& input = inputs_[index];
  const std::size_t fair = input.left() / (2 * static_cast<std::size_t>(workers_));
  const std::size_t share = std::clamp<std::size_t>(fair, 1, std::min(kLargestShare, input.left()));
  Work work{.input = index, .first = input.taken, .last = input.taken + share};
  const auto begin = input.segments.begin() + static_cast<std::ptrdiff_t>(work.first);
  work.segments.assign(begin, begin + static_cast<std::ptrdiff_t>(share));
  input.taken = work.last;
  return work;
}

std::optional<Work> Schedule::plan(std::unique_lock<std::mutex>& lock) {
  const std::size_t index = unopened_++;
  ++opening_;
  lock.unlock();
  std::unique_ptr<Source> source;
  std::vector<Segment> segments;
  try {
    source = open_(index);
    segments = source->segments();
    planned_(index, source->info(), segments.size());
  } catch (const Error& error) {
    failed_(index, error.what());
    segments.clear();
  }
  lock.lock();
  --opening_;
  inputs_[index].segments = std::move(segments);
  changed_.notify_all();
  if (inputs_[index].left() == 0) return std::nullopt;
  Work work = take(index);
  work.source = std::move(source);
  return work;
}

}  // namespace mien::recordings
