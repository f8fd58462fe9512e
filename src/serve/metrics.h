#pragma once
/// \file Counters for Prometheus.

#include <array>
#include <atomic>
#include <cstdint>
#include <iterator>
#include <map>
#include <mutex>
#include <span>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "live/live.h"

namespace mien::serve {

/// Upper ends of the buckets of mien_frame_to_event_seconds.
inline constexpr std::array kLatencySeconds{0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1.0, 2.5};

struct LatencyCounts {
  std::array<std::uint64_t, kLatencySeconds.size() + 1> buckets{};  ///< the last: longer
  double sum_s = 0;
};

/// Parts of Prometheus' text: a family's first lines, a family of one sample, a label's value, a
/// sample of the family that has `label`.
void metric_head(std::string& text, std::string_view name, std::string_view type,
                 std::string_view help);
void metric_line(std::string& text, std::string_view name, std::string_view type,
                 std::string_view help, double value);
std::string metric_label(std::string_view text);
template <class Value>
void metric_sample(std::string& text, std::string_view name, std::string_view label,
                   std::string_view of, const Value& value) {
  fmt::format_to(std::back_inserter(text), "{}{{{}=\"{}\"}} {}\n", name, label, metric_label(of),
                 value);
}

/// What this process uses.
struct ProcessFigures {
  double cpu_seconds = 0;
  std::int64_t memory_bytes = 0, open_files = 0, threads = 0;
};
ProcessFigures process_figures();

/// Counts since the start. Thread-safe.
class Metrics {
 public:
  void answered(int status);
  void frame(const std::string& camera, double latency_ms);
  std::atomic<std::int64_t> ratings{0}, exposures{0};
  std::atomic<std::int64_t> reloads{0}, reloads_refused{0};
  std::atomic<bool> last_reload_refused{false};
  std::atomic<std::int64_t> certificate_end{0};  ///< seconds since 1970; 0: there is none

  /// Prometheus' text format 0.0.4. No label names a person, a track or an address.
  /// `moment`: with faces and stays as they come.
  std::string text(std::span<const CameraStatus> cameras, std::int64_t events_dropped,
                   bool moment = true) const;

 private:
  mutable std::mutex mutex_;
  std::map<int, std::uint64_t> answers_;
  std::map<std::string, LatencyCounts> latencies_;
};

}  // namespace mien::serve
