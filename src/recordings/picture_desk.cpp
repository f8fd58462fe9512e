#include "recordings/picture_desk.h"

#include <chrono>

namespace mien::recordings {

PictureDesk::Book& PictureDesk::book_of(std::size_t input, std::size_t segment) {
  return books_.try_emplace(Key{input, segment}, output_).first->second;
}

void PictureDesk::add(std::size_t input, std::size_t segment, const cluster::StoredFrame& frame) {
  std::lock_guard lock(mutex_);
  const std::int64_t number = book_of(input, segment).order.expect(input, segment);
  waiting_.push_back({input, segment, number, {next_ticket_++, frame}});
  changed_.notify_one();
}

void PictureDesk::decoded(std::size_t input, std::size_t segment,
                          const chain::SegmentReport& report) {
  std::lock_guard lock(mutex_);
  Book& book = book_of(input, segment);
  book.decoded = true;
  book.order.done(input, segment, report);
  close_if_done(input, segment);
}

void PictureDesk::close_if_done(std::size_t input, std::size_t segment) {
  Book& book = book_of(input, segment);
  if (book.decoded && book.order.empty()) books_.erase(Key{input, segment});
}

void PictureDesk::decoder_done() {
  std::lock_guard lock(mutex_);
  --decoders_;
  changed_.notify_all();
}

std::optional<PictureJob> PictureDesk::take(bool wait, const std::function<bool()>& stopped) {
  std::unique_lock lock(mutex_);
  while (!stopped()) {
    if (!waiting_.empty()) {
      PictureJob job = std::move(waiting_.front());
      waiting_.pop_front();
      ++in_hand_;
      return job;
    }
    if (!wait || (decoders_ == 0 && in_hand_ == 0)) return std::nullopt;
    changed_.wait_for(lock, std::chrono::milliseconds(100));
  }
  return std::nullopt;
}

void PictureDesk::seen(const PictureJob& job, cluster::wire::Seen& seen) {
  store_.release(job.picture.frame);
  std::lock_guard lock(mutex_);
  if (--in_hand_ == 0) changed_.notify_all();
  book_of(job.input, job.segment)
      .order.finish(job.number, {.result = std::move(seen.result),
                                 .times = seen.times,
                                 .cpu_ms = seen.times.total(),
                                 .latency_ms = seen.latency_ms});
  close_if_done(job.input, job.segment);
}

bool PictureDesk::lost(std::vector<PictureJob> jobs) {
  std::lock_guard lock(mutex_);
  in_hand_ -= jobs.size();
  waiting_.insert(waiting_.begin(), jobs.begin(), jobs.end());
  changed_.notify_all();
  return --workers_ > 0;
}

void PictureDesk::finish() {
  std::lock_guard lock(mutex_);
  for (auto& [key, book] : books_) {
    if (!book.decoded) book.order.done(key.first, key.second, {.cut = true});
    book.order.flush();
  }
  books_.clear();
}

}  // namespace mien::recordings
