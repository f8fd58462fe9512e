#include "recordings/picture_desk.h"

#include <chrono>

namespace mien::recordings {

void PictureDesk::add(std::size_t input, std::size_t segment, const cluster::StoredFrame& frame) {
  std::lock_guard lock(mutex_);
  Book& book = books_[{input, segment}];
  waiting_.push_back({input, segment, book.added++, {next_ticket_++, frame}});
  book.results.emplace_back();
  changed_.notify_one();
}

void PictureDesk::decoded(std::size_t input, std::size_t segment,
                          const chain::SegmentReport& report) {
  std::lock_guard lock(mutex_);
  const Key key{input, segment};
  Book& book = books_[key];
  book.decoded = true;
  book.report.frames_decoded = report.frames_decoded;
  book.report.frames_skipped = report.frames_skipped;
  book.report.media_seconds = report.media_seconds;
  book.report.times.decode = report.times.decode;
  book.report.cpu_ms += report.cpu_ms;
  book.report.damaged_packets = report.damaged_packets;
  book.report.damage = report.damage;
  book.report.error = report.error;
  advance(key, book);
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
  const Key key{job.input, job.segment};
  Book& book = books_.at(key);
  book.report.times += seen.times;
  book.report.cpu_ms += seen.times.total();
  book.report.latency.add(seen.latency_ms);
  ++book.report.frames_inferred;
  book.results.at(job.place - book.delivered) = std::move(seen.result);
  if (--in_hand_ == 0) changed_.notify_all();
  advance(key, book);
}

void PictureDesk::advance(const Key& key, Book& book) {
  while (!book.results.empty() && book.results.front()) {
    output_.frame(key.first, key.second, *book.results.front());
    book.results.pop_front();
    ++book.delivered;
  }
  if (!book.decoded || !book.results.empty()) return;
  output_.done(key.first, key.second, book.report);
  books_.erase(key);
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
    for (auto& result : book.results)
      if (result) output_.frame(key.first, key.second, *result);
    output_.done(key.first, key.second, book.report);
  }
  books_.clear();
}

}  // namespace mien::recordings
