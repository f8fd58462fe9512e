#pragma once
/// \file What the operator is told: every failure, as text or as JSON lines.

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "mien/choices.h"

#include "base/crew.h"

namespace mien {

/// What an entry is about; the metric counts by it. A new kind is a line here and one in
/// `kLogKindNames`.
enum class LogKind {
  service,      ///< start, end, defects
  camera,       ///< connected, away, damaged
  config,       ///< read, refused, changed by the API
  auth,         ///< wrong and revoked tokens
  store,        ///< the database and its disk
  audit,        ///< the audit log could not be written
  clock,        ///< wall time that jumps
  certificate,  ///< TLS
  thread,       ///< one that ended, or stands still
  memory,
  sink  ///< receivers of results
};
inline constexpr std::array kLogKindNames{"service", "camera", "config", "auth",
                                          "store",   "audit",  "clock",  "certificate",
                                          "thread",  "memory", "sink"};
inline constexpr std::array kLogLevels{LogLevel::info, LogLevel::warning, LogLevel::error};
std::string_view name_of(LogKind kind);

struct EventLogOptions {
  bool json = false;
  LogLevel level = LogLevel::info;  ///< the least that is written; all is counted
  std::size_t capacity = 1000;      ///< lines that wait for the reader; more are lost and counted
  std::chrono::milliseconds window{10'000};  ///< in which the same words are written once
  int burst = 100;  ///< lines of one kind in a window; more are counted and told of as a number
};

/// Thread-safe. `add` never waits for the reader of the log: one thread writes, from a bounded
/// queue. The same words within a window are one line, and then a line that says how many they
/// were.
class EventLog {
 public:
  using Clock = std::chrono::steady_clock;
  /// Takes a line, without its end, on the log's own thread. What it throws is counted.
  using Sink = std::function<void(const std::string& line)>;
  struct Counts {
    std::map<std::pair<LogKind, LogLevel>, std::uint64_t> events;  ///< of all, written or not
    std::uint64_t lost = 0;                                        ///< lines, the queue being full
    std::uint64_t failed = 0;  ///< lines that the sink could not write
  };

  /// Without a sink entries are counted and nothing is written.
  explicit EventLog(Sink sink = {}, EventLogOptions options = {});
  ~EventLog();  ///< writes what waits
  EventLog(const EventLog&) = delete;
  EventLog& operator=(const EventLog&) = delete;

  /// `words`: plain text; line breaks and control characters in it are shown as blanks.
  void add(LogLevel level, LogKind kind, const std::string& words);
  void info(LogKind kind, const std::string& words) { add(LogLevel::info, kind, words); }
  void warn(LogKind kind, const std::string& words) { add(LogLevel::warning, kind, words); }
  void error(LogKind kind, const std::string& words) { add(LogLevel::error, kind, words); }

  /// Returns when what was added before is written, or after a second.
  void flush();
  Counts counts() const;

 private:
  using Key = std::pair<LogKind, std::string>;
  struct Repeat {
    Clock::time_point end;  ///< of its window
    LogLevel level;
    std::uint64_t more = 0;
  };
  struct Window {
    Clock::time_point end;
    int lines = 0;
    std::uint64_t more = 0;
  };

  bool is_news(LogLevel level, LogKind kind, const std::string& words, Clock::time_point now);
  void queue(LogLevel level, LogKind kind, const std::string& words, std::uint64_t repeats);
  void close_windows(Clock::time_point now, bool all);
  void run(std::stop_token stop);
  void write(const std::string& line);
  std::string line_of(LogLevel level, LogKind kind, const std::string& words,
                      std::uint64_t repeats) const;

  const Sink sink_;
  const EventLogOptions options_;
  mutable std::mutex mutex_;
  std::condition_variable_any added_, written_;
  std::deque<std::string> waiting_;                   ///< guarded
  bool writing_ = false;                              ///< guarded
  std::map<Key, Repeat> repeats_;                     ///< guarded; bounded
  std::array<Window, kLogKindNames.size()> windows_;  ///< guarded
  Counts counts_;                                     ///< guarded
  std::uint64_t lost_told_ = 0;                       ///< guarded
  /// Last: its thread ends before the rest goes. Where it fails, what is not written is counted.
  Crew crew_{[this](const std::string&, const std::exception_ptr&) {
    std::lock_guard lock(mutex_);
    ++counts_.failed;
  }};
};

}  // namespace mien
