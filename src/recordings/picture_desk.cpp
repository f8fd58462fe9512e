#include "recordings/picture_desk.h"

#include <algorithm>
#include <chrono>
#include <functional>

#include "recordings/shares.h"

namespace mien::recordings {

PictureDesk::Book& PictureDesk::book_of(std::size_t input, std::size_t segment) {
  return books_.try_emplace(Key{input, segment}, output_).first->second;
}

void PictureDesk::add(std::size_t input, std::size_t segment, const cluster::StoredFrame& frame) {
  std::lock_guard lock(mutex_);
  Book& book = book_of(input, segment);
  const std::int64_t number = book.order.expect(input, segment);
  const PictureJob job{input, segment, number, {next_ticket_++, frame}};
  if (!book.given_up.empty()) return refuse(job);
  waiting_.push_back(job);
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
    if (auto job = take_waiting()) return job;
    if (!wait || (decoders_ == 0 && in_hand_ == 0)) return std::nullopt;
    changed_.wait_for(lock, std::chrono::milliseconds(100));
  }
  return std::nullopt;
}

std::optional<PictureJob> PictureDesk::take_waiting() {
  auto next = waiting_.begin();
  if (workers_ == 1 && decoders_ > 0)
    next = std::ranges::find(waiting_, 0, &PictureJob::deaths);
  else if (workers_ == 1)
    next = std::ranges::min_element(waiting_, {}, &PictureJob::deaths);
  if (next == waiting_.end()) return std::nullopt;
  PictureJob job = std::move(*next);
  waiting_.erase(next);
  ++in_hand_;
  return job;
}

void PictureDesk::seen(const PictureJob& job, cluster::wire::Seen& seen) {
  store_.release(job.picture.frame);
  std::lock_guard lock(mutex_);
  if (--in_hand_ == 0) changed_.notify_all();
  book_of(job.input, job.segment)
      .order.finish(job.number, {.result = std::move(seen.result),
                                 .times = seen.times,
                                 .cpu_ms = seen.times.total(),
                                 .latency_ms = seen.latency_ms,
                                 .error = std::move(seen.error)});
  close_if_done(job.input, job.segment);
}

PictureDesk::Loss PictureDesk::lost(std::vector<PictureJob> jobs, const std::string& why) {
  std::lock_guard lock(mutex_);
  in_hand_ -= jobs.size();
  const bool given_up = !jobs.empty() && ++jobs.front().deaths >= kMostDeaths;
  waiting_.insert(waiting_.begin(), jobs.begin(), jobs.end());
  if (given_up) give_up(jobs.front(), why);
  changed_.notify_all();
  return {given_up, --workers_ == 0 && (decoders_ > 0 || !waiting_.empty())};
}

/// The faces of a segment end before a picture without result: its other pictures need no search.
void PictureDesk::give_up(const PictureJob& job, const std::string& why) {
  book_of(job.input, job.segment).given_up = why;
  const auto of_it = [&](const PictureJob& other) {
    return other.input == job.input && other.segment == job.segment;
  };
  const auto others = std::ranges::stable_partition(waiting_, std::not_fn(of_it));
  const std::vector<PictureJob> refused(others.begin(), others.end());
  waiting_.erase(others.begin(), others.end());
  for (const PictureJob& other : refused) refuse(other);
  close_if_done(job.input, job.segment);
}

void PictureDesk::refuse(const PictureJob& job) {
  store_.release(job.picture.frame);
  Book& book = book_of(job.input, job.segment);
  book.order.finish(job.number, {.error = book.given_up});
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
