/// \file Live cameras over RTSP on this machine: are all frames read, how often are faces searched,
/// how late do they come out (of the latest camera, 99 of 100: ask for 20 s or more), and what does
/// a camera cost awake and asleep?
///
///     bench_live FACES.mp4 EMPTY.mp4 [CAMERAS 8] [SECONDS 30] [DETECTOR retinaface] [DETECT_FPS 5]
///     bench_live --rtsp-cost FACES.mp4 EMPTY.mp4 [CAMERAS 8] …
///
/// The clips are H.264, best 1080p15 with a keyframe every second or two; MIEN_MODELS_DIR is the
/// model cache. The server (GStreamer) runs on the same machine and takes part of it, which is no
/// part of the figures. `--rtsp-cost`: the same cameras in turns over RTSP and from the files
/// themselves (`loop:`), three times.

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <fmt/core.h>
#include <sys/resource.h>

#include "mien/error.h"
#include "mien/stages.h"

#include "base/clock.h"
#include "base/histogram.h"
#include "live/live.h"
#include "servers/server.h"
#include "video/video.h"

namespace {

using mien::CameraStatus;
using mien::live::LiveRuntime;

struct Arguments {
  bool rtsp_cost = false;
  std::string faces, empty;
  int cameras = 8;
  double seconds = 30;
  std::string detector = "retinaface";
  double detect_fps = 5;
};

/// CPU seconds a second, per camera.
struct Cost {
  double threads = 0;  ///< of its own and the workers' for it
  double process = 0;  ///< of the whole process
};

/// Latencies of each camera's results, ms. Thread-safe.
class Latencies : public mien::Sink {
 public:
  void frame(const std::string& camera, const mien::FrameResult& result) override {
    std::lock_guard lock(mutex_);
    of_[camera].add(result.latency_ms);
  }
  void begin() {
    std::lock_guard lock(mutex_);
    of_.clear();
  }
  /// The camera's that is latest.
  mien::Percentiles latest() const {
    std::lock_guard lock(mutex_);
    mien::Percentiles latest;
    for (const auto& [camera, histogram] : of_)
      if (const auto each = histogram.percentiles(); each.p99 >= latest.p99) latest = each;
    return latest;
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, mien::Histogram> of_;
};

void wait(double seconds) { std::this_thread::sleep_for(std::chrono::duration<double>(seconds)); }

mien::RunConfig config_of(const Arguments& arguments, const std::string& path, mien::Sleep sleep,
                          const mien::test::Server& server) {
  mien::RunConfig config;
  config.detector = arguments.detector;
  config.detect_fps = arguments.detect_fps;
  config.live.idle_seconds = 2;
  config.tuning.skip_loop_filter = true;
  for (int i = 0; i < arguments.cameras; ++i)
    config.cameras.push_back({.name = fmt::format("{}{}", path, i),
                              .input = server.url("rtsp", path),
                              .transport = mien::Transport::tcp,
                              .sleep = sleep});
  return config;
}

/// Prints the figures of the last `seconds`.
Cost measure(const char* title, const mien::RunConfig& config, const Arguments& arguments) {
  const char* models = std::getenv("MIEN_MODELS_DIR");
  Latencies latencies;
  LiveRuntime live(config, {MIEN_SOURCE_DIR "/models/manifest.yaml", models ? models : ""},
                   {&latencies});
  live.start();
  wait(8);
  latencies.begin();
  const double wall = mien::steady_ms(), cpu = mien::process_cpu_ms();
  const std::vector<CameraStatus> before = live.cameras();
  wait(arguments.seconds);
  const std::vector<CameraStatus> after = live.cameras();
  const mien::Percentiles late = latencies.latest();
  const double seconds = (mien::steady_ms() - wall) / 1e3;
  const double used = (mien::process_cpu_ms() - cpu) / 1e3;
  double read = 1e9, inferred = 1e9, own = 0;
  long faces = 0, drops = 0, asleep = 0;
  for (std::size_t i = 0; i < after.size(); ++i) {
    const auto frames = [](const CameraStatus& c) { return c.frames_read - c.frames_passed_over; };
    read = std::min(read, static_cast<double>(frames(after[i]) - frames(before[i])) / seconds);
    inferred = std::min(
        inferred,
        static_cast<double>(after[i].frames_inferred - before[i].frames_inferred) / seconds);
    own += (after[i].cpu_seconds - before[i].cpu_seconds) / seconds;
    faces += after[i].faces - before[i].faces;
    drops += after[i].drops - before[i].drops;
    asleep += after[i].asleep;
  }
  const double per_camera = own / static_cast<double>(after.size());
  fmt::print(
      "{:<16} {:>7} {:>7} {:>9.2f} {:>9.2f} {:>7.0f} {:>7.0f} {:>11.2f} {:>9.0f} {:>7.2f} {:>8.1f} "
      "{:>7}\n",
      title, after.size(), asleep, read, inferred, late.p50, late.p99, per_camera * 1e2,
      used / seconds * 1e2, live.busy(), static_cast<double>(faces) / seconds, drops);
  std::fflush(stdout);
  live.stop();
  return {per_camera, used / seconds / static_cast<double>(after.size())};
}

/// The slowest of all cameras but the first, over some seconds: pictures read a second.
double others_read(const LiveRuntime& live, double seconds) {
  const double begin = mien::steady_ms();
  const std::vector<CameraStatus> before = live.cameras();
  wait(seconds);
  const std::vector<CameraStatus> after = live.cameras();
  double least = 1e9;
  for (std::size_t i = 1; i < after.size(); ++i)
    least = std::min(least, static_cast<double>(after[i].frames_read - before[i].frames_read));
  return least / (mien::steady_ms() - begin) * 1e3;
}

/// One of the cameras is away for a while.
void measure_cut(const Arguments& arguments, mien::test::Server& server) {
  mien::RunConfig config = config_of(arguments, "faces", mien::Sleep::keyframes, server);
  config.cameras[0].input = server.url("rtsp", "victim");
  const char* models = std::getenv("MIEN_MODELS_DIR");
  LiveRuntime live(config, {MIEN_SOURCE_DIR "/models/manifest.yaml", models ? models : ""}, {});
  live.start();
  wait(8);
  const double before = others_read(live, arguments.seconds / 2);
  server.tell("cut victim");
  const double during = others_read(live, arguments.seconds);
  server.tell("heal victim");
  const double healed = mien::steady_ms();
  while (live.cameras()[0].state != mien::CameraState::live && mien::steady_ms() - healed < 60'000)
    wait(0.01);
  fmt::print(
      "\none camera cut for {:.0f} s: back {:.1f} s after it returned; the slowest other one read "
      "{:.2f} fps "
      "before, {:.2f} meanwhile\n",
      arguments.seconds, (mien::steady_ms() - healed) / 1e3, before, during);
}

void print_head() {
  fmt::print("{:<16} {:>7} {:>7} {:>9} {:>9} {:>7} {:>7} {:>11} {:>9} {:>7} {:>8} {:>7}\n", "",
             "cameras", "asleep", "fps read", "detect/s", "p50 ms", "p99 ms", "CPU %/cam", "CPU %",
             "busy", "faces/s", "drops");
}

/// The same cameras over RTSP and from their file, in turns: what the network itself costs.
void compare_ways(const Arguments& arguments, const std::string& path, const std::string& clip,
                  mien::Sleep sleep, const mien::test::Server& server) {
  constexpr int kRounds = 3;
  mien::RunConfig over = config_of(arguments, path, sleep, server), from = over;
  for (mien::CameraConfig& camera : from.cameras) {
    camera.input = "loop:" + clip;
    camera.replay_fps = mien::video::open_source(clip)->info().fps;
  }
  std::vector<double> rtsp, file;
  for (int i = 0; i < kRounds; ++i) {
    rtsp.push_back(measure((path + ", RTSP").c_str(), over, arguments).process);
    file.push_back(measure((path + ", file").c_str(), from, arguments).process);
  }
  std::ranges::sort(rtsp);
  std::ranges::sort(file);
  const double more = rtsp[kRounds / 2] - file[kRounds / 2];
  fmt::print("{}: {:.2f} % of a core a camera over RTSP, {:.2f} % from the file: {:+.2f} %\n", path,
             rtsp[kRounds / 2] * 1e2, file[kRounds / 2] * 1e2, more * 1e2);
}

int run(const Arguments& arguments) {
  mien::test::Server server(
      "rtsp_server.py",
      {"faces=" + arguments.faces, "victim=" + arguments.faces, "empty=" + arguments.empty});
  if (!server.listens()) return fmt::print(stderr, "GStreamer's RTSP server is not installed\n"), 1;
  print_head();
  if (arguments.rtsp_cost) {
    compare_ways(arguments, "faces", arguments.faces, mien::Sleep::keyframes, server);
    compare_ways(arguments, "empty", arguments.empty, mien::Sleep::keyframes, server);
    return 0;
  }
  const double active =
      measure("faces", config_of(arguments, "faces", mien::Sleep::keyframes, server), arguments)
          .threads;
  const double awake =
      measure("empty, awake", config_of(arguments, "empty", mien::Sleep::never, server), arguments)
          .threads;
  const double idle =
      measure("empty, asleep", config_of(arguments, "empty", mien::Sleep::keyframes, server),
              arguments)
          .threads;
  fmt::print(
      "\nasleep ÷ awake {:.1f} %, asleep ÷ with faces {:.1f} % (CPU per camera); fps and rates: "
      "the worst camera's\n",
      idle / awake * 1e2, idle / active * 1e2);
  measure_cut(arguments, server);
  return 0;
}

}  // namespace

int main(int count, char** words) {
  const bool rtsp_cost = count > 1 && std::string_view(words[1]) == "--rtsp-cost";
  if (rtsp_cost) --count, ++words;
  if (count < 3)
    return fmt::print(stderr,
                      "bench_live [--rtsp-cost] FACES.mp4 EMPTY.mp4 [CAMERAS] [SECONDS] [DETECTOR] "
                      "[FPS]\n"),
           2;
  Arguments arguments{.rtsp_cost = rtsp_cost, .faces = words[1], .empty = words[2]};
  if (count > 3) arguments.cameras = std::atoi(words[3]);
  if (count > 4) arguments.seconds = std::atof(words[4]);
  if (count > 5) arguments.detector = words[5];
  if (count > 6) arguments.detect_fps = std::atof(words[6]);
  try {
    return run(arguments);
  } catch (const mien::Error& error) {
    return fmt::print(stderr, "{}\n", error.what()), 1;
  }
}
