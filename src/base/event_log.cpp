#include "base/event_log.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/one_line.h"
#include "base/text.h"
#include "base/time.h"

namespace mien {

namespace {

constexpr std::size_t kMostRepeats = 256, kLongestWords = 2000;
constexpr std::chrono::milliseconds kTick{500}, kFlushTime{1000};

/// Names come from cameras and clients.
std::string plain(const std::string& words) { return one_line(words, kLongestWords); }

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result.push_back('\\');
    result.push_back(c);
  }
  return result + "\"";
}

}  // namespace

std::string_view name_of(LogKind kind) { return kLogKindNames[static_cast<std::size_t>(kind)]; }

EventLog::EventLog(Sink sink, EventLogOptions options) : sink_(std::move(sink)), options_(options) {
  if (sink_) crew_.start("mien-log", [this](std::stop_token stop) { run(stop); });
}

EventLog::~EventLog() { crew_.stop(); }

void EventLog::add(LogLevel level, LogKind kind, const std::string& words) {
  const std::string line = plain(words);
  const auto now = Clock::now();
  std::lock_guard lock(mutex_);
  ++counts_.events[{kind, level}];
  if (!sink_ || level < options_.level || !is_news(level, kind, line, now)) return;
  queue(level, kind, line, 0);
}

bool EventLog::is_news(LogLevel level, LogKind kind, const std::string& words,
                       Clock::time_point now) {
  close_windows(now, false);
  if (const auto known = repeats_.find({kind, words}); known != repeats_.end()) {
    ++known->second.more;
    return false;
  }
  Window& window = windows_[static_cast<std::size_t>(kind)];
  if (window.lines == 0) window.end = now + options_.window;
  if (window.lines >= options_.burst) {
    ++window.more;
    return false;
  }
  ++window.lines;
  if (repeats_.size() < kMostRepeats)
    repeats_.insert({{kind, words}, {.end = now + options_.window, .level = level}});
  return true;
}

void EventLog::queue(LogLevel level, LogKind kind, const std::string& words,
                     std::uint64_t repeats) {
  if (waiting_.size() >= options_.capacity) {
    ++counts_.lost;
    return;
  }
  waiting_.push_back(line_of(level, kind, words, repeats));
  added_.notify_one();
}

// What was kept back is told of as a number when its window ends.
void EventLog::close_windows(Clock::time_point now, bool all) {
  std::erase_if(repeats_, [&](const auto& one) {
    const auto& [key, repeat] = one;
    if (!all && now < repeat.end) return false;
    if (repeat.more > 0) queue(repeat.level, key.first, key.second, repeat.more);
    return true;
  });
  for (std::size_t i = 0; i < windows_.size(); ++i) {
    Window& window = windows_[i];
    if (window.lines == 0 || (!all && now < window.end)) continue;
    if (window.more > 0)
      queue(LogLevel::warning, static_cast<LogKind>(i),
            fmt::format("{} about {}", counted(window.more, "more message"), kLogKindNames[i]), 0);
    window = {};
  }
}

void EventLog::run(std::stop_token stop) {
  std::unique_lock lock(mutex_);
  for (;;) {
    added_.wait_for(lock, stop, kTick, [&] { return !waiting_.empty(); });
    close_windows(Clock::now(), stop.stop_requested());
    if (counts_.lost > lost_told_ && waiting_.size() < options_.capacity)
      queue(LogLevel::error, LogKind::service,
            fmt::format("{} lost: the log's reader is too slow",
                        counted(static_cast<std::int64_t>(counts_.lost -
                                                          std::exchange(lost_told_, counts_.lost)),
                                "message")),
            0);
    while (!waiting_.empty()) {
      const std::string line = std::move(waiting_.front());
      waiting_.pop_front();
      writing_ = true;
      lock.unlock();
      write(line);
      lock.lock();
      writing_ = false;
    }
    written_.notify_all();
    if (stop.stop_requested()) return;
  }
}

void EventLog::write(const std::string& line) {
  try {
    sink_(line);
  } catch (...) {
    std::lock_guard lock(mutex_);
    ++counts_.failed;
  }
}

std::string EventLog::line_of(LogLevel level, LogKind kind, const std::string& words,
                              std::uint64_t repeats) const {
  const std::string time = rfc3339(wall_now());
  if (options_.json) {
    const std::string more = repeats > 0 ? fmt::format(",\"repeats\":{}", repeats) : "";
    return fmt::format("{{\"time\":\"{}\",\"level\":\"{}\",\"kind\":\"{}\",\"message\":{}{}}}",
                       time, name_of(level), name_of(kind), quoted(words), more);
  }
  const std::string mark = level == LogLevel::info ? "" : std::string(name_of(level)) + ": ";
  const std::string more = repeats > 0 ? fmt::format(" ({} times more)", repeats) : "";
  return fmt::format("{} mien: {}{}{}", time, mark, words, more);
}

void EventLog::flush() {
  std::unique_lock lock(mutex_);
  written_.wait_for(lock, kFlushTime, [&] { return !sink_ || (waiting_.empty() && !writing_); });
}

EventLog::Counts EventLog::counts() const {
  std::lock_guard lock(mutex_);
  return counts_;
}

}  // namespace mien
