#include "progress.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/clock.h"

namespace {

constexpr int kNameColumns = 24, kBarColumns = 28;
constexpr std::size_t kMostLines = 12;

std::string short_name(const mien::CameraConfig& camera) {
  std::string name = camera.name == camera.input
                         ? std::filesystem::path(camera.input).filename().string()
                         : camera.name;
  if (name.empty()) name = camera.input;
  if (name.size() > kNameColumns) name = "…" + name.substr(name.size() - kNameColumns + 1);
  return name;
}

double share_of(const mien::Progress& progress) {
  if (progress.done) return 1;
  if (progress.expected_frames <= 0) return 0;
  return std::min(
      1.0, static_cast<double>(progress.frames) / static_cast<double>(progress.expected_frames));
}

std::string bar(double share) {
  const int full = static_cast<int>(share * kBarColumns);
  std::string text;
  for (int i = 0; i < kBarColumns; ++i) text += i < full ? "█" : "░";
  return text;
}

std::string eta(double left) {
  const int seconds = static_cast<int>(left + 0.5);
  return fmt::format("ETA {}:{:02}", seconds / 60, seconds % 60);
}

std::string time_left(const mien::Progress& progress) {
  if (progress.done) return "done";
  if (progress.frames == 0) return "waiting";
  if (progress.expected_frames <= 0 || progress.fps <= 0) return "live";
  const auto frames = std::max<std::int64_t>(0, progress.expected_frames - progress.frames);
  return eta(static_cast<double>(frames) / progress.fps);
}

winsize terminal() {
  winsize size{};
  const bool told = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return told ? size : winsize{.ws_row = 24, .ws_col = 80};
}

}  // namespace

ProgressBars::ProgressBars(const mien::RunConfig& config, bool enabled)
    : latest_(config.cameras.size()), enabled_(enabled) {
  for (const auto& camera : config.cameras) names_.push_back(short_name(camera));
}

void ProgressBars::show(const mien::Progress& progress) {
  if (!enabled_) return;
  latest_[progress.input] = progress;
  if (progress.input + 1 == latest_.size()) draw();
}

void ProgressBars::draw() {
  // Inputs under way first; what is done or waiting fills the rest of the lines.
  std::vector<std::size_t> order(latest_.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  if (order.size() > kMostLines)
    std::ranges::stable_partition(
        order, [&](std::size_t i) { return !latest_[i].done && latest_[i].frames > 0; });
  clear();
  const auto rows = static_cast<std::size_t>(std::max(2, terminal().ws_row - 1));
  drawn_ = std::min({order.size(), kMostLines, rows});
  std::string screen = "\x1b[?7l";  // the terminal cuts what is too long
  for (std::size_t i = 0; i < drawn_; ++i) screen += line(order[i]) + "\n";
  std::fputs((screen + "\x1b[?7h").c_str(), stderr);
}

std::string ProgressBars::line(std::size_t input) const {
  const mien::Progress& progress = latest_[input];
  const double share = share_of(progress);
  std::string text = fmt::format("{:<{}} ", names_[input], kNameColumns);
  if (terminal().ws_col >= kNameColumns + kBarColumns + 50) text += bar(share) + " ";
  return text + fmt::format("{:3.0f} %  {:6.0f} fps  {:>5} faces  {}", share * 100, progress.fps,
                            progress.faces, time_left(progress));
}

void ProgressBars::clear() {
  if (drawn_ > 0) std::fputs(fmt::format("\x1b[{}F\x1b[J", drawn_).c_str(), stderr);
  drawn_ = 0;
}

void ProgressLine::show(double share, const std::string& what) {
  if (!enabled_) return;
  const double now = mien::steady_ms();
  if (begun_ms_ == 0) begun_ms_ = now;
  const double so_far = (now - begun_ms_) / 1e3;
  // Of the first moments nothing follows for the rest.
  const bool known = share > 0.02 && share < 1 && so_far > 1;
  std::fputs(
      fmt::format("\r\x1b[K\x1b[?7l{} {:3.0f} %  {}{}\x1b[?7h", bar(std::clamp(share, 0.0, 1.0)),
                  share * 100, known ? eta(so_far * (1 - share) / share) + "  " : "", what)
          .c_str(),
      stderr);
  std::fflush(stderr);
  drawn_ = true;
}

void ProgressLine::clear() {
  if (drawn_) std::fputs("\r\x1b[K", stderr);
  drawn_ = false;
}
