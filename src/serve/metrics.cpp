#include "serve/metrics.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <fmt/format.h>
#include <unistd.h>

#include "mien/version.h"

#include "base/clock.h"

namespace mien::serve {

std::string metric_label(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '\\' || c == '"') escaped.push_back('\\');
    if (c == '\n')
      escaped += "\\n";
    else
      escaped.push_back(c);
  }
  return escaped;
}

void metric_head(std::string& text, std::string_view name, std::string_view type,
                 std::string_view help) {
  fmt::format_to(std::back_inserter(text), "# HELP {0} {2}\n# TYPE {0} {1}\n", name, type, help);
}

void metric_line(std::string& text, std::string_view name, std::string_view type,
                 std::string_view help, double value) {
  metric_head(text, name, type, help);
  fmt::format_to(std::back_inserter(text), "{} {}\n", name, value);
}

namespace {

std::int64_t entries(const char* folder) {
  std::error_code error;
  std::int64_t count = 0;
  for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end;
       at.increment(error))
    ++count;
  return count;
}

struct CameraMetric {
  const char *name, *type, *help;
  double (*value)(const CameraStatus&);
  bool of_the_moment = false;  ///< two looks, a second apart, say who is there
};

constexpr CameraMetric kCameraMetrics[] = {
    {"mien_camera_up", "gauge", "1 while frames come from the camera.",
     [](const CameraStatus& c) { return c.state == CameraState::live ? 1.0 : 0.0; }},
    {"mien_camera_asleep", "gauge", "1 while only keyframes are decoded because nobody is there.",
     [](const CameraStatus& c) { return c.asleep ? 1.0 : 0.0; }},
    {"mien_camera_frames_read_total", "counter", "Frames that the camera sent.",
     [](const CameraStatus& c) { return static_cast<double>(c.frames_read); }},
    {"mien_camera_frames_decoded_total", "counter",
     "Frames decoded, of both of its streams if it has two.",
     [](const CameraStatus& c) { return static_cast<double>(c.frames_decoded); }},
    {"mien_camera_frames_passed_over_total", "counter",
     "Frames not decoded because decoding takes longer than they come, of both streams.",
     [](const CameraStatus& c) { return static_cast<double>(c.frames_passed_over); }},
    {"mien_camera_frames_inferred_total", "counter",
     "Frames due for a search, those in which nothing had moved included.",
     [](const CameraStatus& c) { return static_cast<double>(c.frames_inferred); }},
    {"mien_camera_searches_skipped_total", "counter", "Frames in which nothing had moved.",
     [](const CameraStatus& c) { return static_cast<double>(c.demand.searches_skipped); }},
    {"mien_camera_readings_skipped_total", "counter",
     "Detections of a face for which the last expression was kept.",
     [](const CameraStatus& c) { return static_cast<double>(c.demand.readings_skipped); }, true},
    {"mien_camera_readings_total", "counter", "Expressions read.",
     [](const CameraStatus& c) { return static_cast<double>(c.demand.readings); }, true},
    {"mien_camera_faces_total", "counter", "Faces found, counted in every frame.",
     [](const CameraStatus& c) { return static_cast<double>(c.faces); }, true},
    {"mien_camera_drops_total", "counter",
     "Frames due for a search that were dropped for newer ones.",
     [](const CameraStatus& c) { return static_cast<double>(c.drops); }},
    {"mien_camera_damaged_packets_total", "counter", "Packets that could not be decoded.",
     [](const CameraStatus& c) { return static_cast<double>(c.damaged_packets); }},
    {"mien_camera_reconnects_total", "counter", "Reconnections.",
     [](const CameraStatus& c) { return static_cast<double>(c.reconnects); }},
    {"mien_camera_cpu_seconds_total", "counter", "CPU time of decoding and inference.",
     [](const CameraStatus& c) { return c.cpu_seconds; }},
};

void camera_lines(std::string& text, std::span<const CameraStatus> cameras, bool moment) {
  for (const CameraMetric& metric : kCameraMetrics) {
    if (cameras.empty()) return;
    if (!moment && metric.of_the_moment) continue;
    metric_head(text, metric.name, metric.type, metric.help);
    for (const CameraStatus& camera : cameras)
      metric_sample(text, metric.name, "camera", camera.name, metric.value(camera));
  }
}

void latency_lines(std::string& text, const std::map<std::string, LatencyCounts>& latencies) {
  constexpr std::string_view kName = "mien_frame_to_event_seconds";
  if (latencies.empty()) return;
  metric_head(text, kName, "histogram", "From a frame's arrival to its event.");
  for (const auto& [camera, counts] : latencies) {
    const std::string name = metric_label(camera);
    std::uint64_t total = 0;
    for (std::size_t i = 0; i < counts.buckets.size(); ++i) {
      total += counts.buckets[i];
      const std::string end =
          i < kLatencySeconds.size() ? fmt::format("{}", kLatencySeconds[i]) : "+Inf";
      fmt::format_to(std::back_inserter(text), "{}_bucket{{camera=\"{}\",le=\"{}\"}} {}\n", kName,
                     name, end, total);
    }
    metric_sample(text, std::string(kName) + "_sum", "camera", camera, counts.sum_s);
    metric_sample(text, std::string(kName) + "_count", "camera", camera, total);
  }
}

}  // namespace

ProcessFigures process_figures() {
  ProcessFigures figures{.cpu_seconds = process_cpu_ms() / 1000};
  std::ifstream statm("/proc/self/statm");
  std::int64_t size = 0, resident = 0;
  if (statm >> size >> resident) figures.memory_bytes = resident * sysconf(_SC_PAGESIZE);
  figures.open_files = entries("/proc/self/fd");
  figures.threads = entries("/proc/self/task");
  return figures;
}

void Metrics::answered(int status) {
  std::lock_guard lock(mutex_);
  ++answers_[status];
}

void Metrics::frame(const std::string& camera, double latency_ms) {
  const double seconds = latency_ms / 1000;
  const auto bucket = std::ranges::lower_bound(kLatencySeconds, seconds) - kLatencySeconds.begin();
  std::lock_guard lock(mutex_);
  LatencyCounts& counts = latencies_[camera];
  ++counts.buckets[static_cast<std::size_t>(bucket)];
  counts.sum_s += seconds;
}

std::string Metrics::text(std::span<const CameraStatus> cameras, std::int64_t events_dropped,
                          bool moment) const {
  std::string text;
  camera_lines(text, cameras, moment);
  {
    std::lock_guard lock(mutex_);
    latency_lines(text, latencies_);
    if (!answers_.empty())
      metric_head(text, "mien_http_requests_total", "counter", "Responses by status.");
    for (const auto& [status, count] : answers_)
      metric_sample(text, "mien_http_requests_total", "code", std::to_string(status), count);
  }
  metric_line(text, "mien_ratings_total", "counter", "Ratings stored since the start.",
              static_cast<double>(ratings));
  if (moment)
    metric_line(text, "mien_exposures_total", "counter", "Stays that ended since the start.",
                static_cast<double>(exposures));
  metric_line(text, "mien_events_dropped_total", "counter", "Events that slow readers missed.",
              static_cast<double>(events_dropped));
  if (certificate_end > 0)
    metric_line(text, "mien_certificate_expiry_timestamp_seconds", "gauge",
                "When the server's certificate ends, in seconds since 1970.",
                static_cast<double>(certificate_end));
  const ProcessFigures process = process_figures();
  metric_line(text, "process_cpu_seconds_total", "counter", "CPU time of the process.",
              process.cpu_seconds);
  metric_line(text, "process_resident_memory_bytes", "gauge", "Memory in use.",
              static_cast<double>(process.memory_bytes));
  metric_line(text, "process_open_fds", "gauge", "Open files.",
              static_cast<double>(process.open_files));
  metric_line(text, "process_threads", "gauge", "Threads.", static_cast<double>(process.threads));
  metric_head(text, "mien_build_info", "gauge", "Version of the program.");
  metric_sample(text, "mien_build_info", "version", kVersion, 1);
  return text;
}

}  // namespace mien::serve
