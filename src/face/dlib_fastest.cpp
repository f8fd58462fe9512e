#ifdef MIEN_WITH_DLIB

#include "face/dlib_fastest.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <vector>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/clock.h"

namespace mien::face {

namespace {

constexpr int kWidth = 320, kHeight = 240;
constexpr int kRounds = 5;  // interleaved; the least of them is free of what else the machine does

/// A file that one process at a time holds.
class Memory {
 public:
  explicit Memory(const std::filesystem::path& file) {
    if (file.empty()) return;
    std::error_code ignored;
    std::filesystem::create_directory(file.parent_path(), ignored);
    file_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (file_ >= 0) ::flock(file_, LOCK_EX);
  }
  ~Memory() {
    if (file_ >= 0) ::close(file_);
  }
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;

  /// What was kept for this key; empty: nothing.
  std::string recall(const std::string& key) const {
    char text[1024];
    const ssize_t size = file_ < 0 ? 0 : ::pread(file_, text, sizeof(text), 0);
    const std::string kept(text, static_cast<std::size_t>(std::max<ssize_t>(0, size)));
    const std::size_t end = kept.find('\n');
    return end != std::string::npos && kept.substr(end + 1) == key ? kept.substr(0, end) : "";
  }
  void keep(const std::string& key, const std::string& answer) const {
    const std::string text = answer + '\n' + key;
    if (file_ < 0 || ::ftruncate(file_, 0) != 0) return;
    if (::pwrite(file_, text.data(), text.size(), 0) < 0) return;  // then it is measured again
  }

 private:
  int file_ = -1;
};

/// HOG of one build over a picture of its own.
class Trial {
 public:
  explicit Trial(const DlibKind& kind) : kind_(kind) {
    const char* error = nullptr;
    model_ = kind.load(nullptr, &error);
    const DlibSettings settings;
    worker_ = model_ ? kind.make(model_, &settings, &error) : nullptr;
    if (worker_) fill(kind.canvas(worker_, kWidth, kHeight));
    run();  // its first picture pays for memory
    least_ms_ = std::numeric_limits<double>::infinity();
  }
  ~Trial() {
    if (worker_) kind_.destroy(worker_);
    if (model_) kind_.unload(model_);
  }
  Trial(const Trial&) = delete;
  Trial& operator=(const Trial&) = delete;

  void run() {
    if (!worker_) return;
    const double start = thread_cpu_ms();
    if (!kind_.detect(worker_).error) least_ms_ = std::min(least_ms_, thread_cpu_ms() - start);
  }
  double least_ms() const { return least_ms_; }

 private:
  // Edges of every direction, the same each time.
  static void fill(const DlibCanvas& canvas) {
    if (!canvas.data) return;
    for (int y = 0; y < kHeight; ++y)
      for (int x = 0; x < kWidth; ++x)
        canvas.data[y * canvas.stride + x] =
            static_cast<unsigned char>((x * x / 7 + y * y / 5 + x * y / 11) % 251);
  }

  const DlibKind& kind_;
  void *model_ = nullptr, *worker_ = nullptr;
  double least_ms_ = std::numeric_limits<double>::infinity();
};

}  // namespace

const ChosenDlib& fastest_dlib(std::span<const ChosenDlib> builds, const std::string& key,
                               const std::filesystem::path& file) {
  const Memory memory(file);
  const std::string known = memory.recall(key);
  const auto kept = std::ranges::find(builds, known, &ChosenDlib::name);
  if (kept != builds.end()) return *kept;
  std::vector<std::unique_ptr<Trial>> trials;
  for (const ChosenDlib& build : builds)
    trials.push_back(std::make_unique<Trial>(*build.build->hog));
  for (int round = 0; round < kRounds; ++round)
    for (const auto& trial : trials) trial->run();
  const auto best =
      std::ranges::min_element(trials, {}, [](const auto& trial) { return trial->least_ms(); });
  const ChosenDlib& chosen = builds[static_cast<std::size_t>(best - trials.begin())];
  memory.keep(key, chosen.name);
  return chosen;
}

}  // namespace mien::face

#endif
