#include "profile/roofline.h"

#include <algorithm>
#include <barrier>
#include <fstream>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <numeric>
#include <thread>

#include <unistd.h>

#include "mien/error.h"

#include "base/clock.h"
#include "profile/peak_kernels.h"

namespace mien::profile {

namespace {

constexpr double kMiB = 1024.0 * 1024.0;
constexpr double kSmallestArray = 64 * kMiB, kLargestArray = 256 * kMiB;

// Σ of what `work` returns on each of `threads` threads that start together.
double on_all(int threads, const std::function<double(std::barrier<>&)>& work) {
  std::vector<double> rates(static_cast<std::size_t>(threads));
  std::barrier<> start(threads);
  std::vector<std::jthread> pool;
  for (double& rate : rates) pool.emplace_back([&] { rate = work(start); });
  pool.clear();
  return std::accumulate(rates.begin(), rates.end(), 0.0);
}

void triad(double* a, const double* b, const double* c, double s, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) a[i] = b[i] + s * c[i];
  __asm__ volatile("" : : "r"(a) : "memory");
}

// Bytes a second of one thread on arrays of its own, which it touches first (so they lie on its
// node).
double triad_rate(std::barrier<>& start, std::size_t elements, double seconds) {
  std::unique_ptr<double[]> arrays[3];
  for (auto& array : arrays) {
    array = std::make_unique_for_overwrite<double[]>(elements);
    std::fill_n(array.get(), elements, 1.0);
  }
  start.arrive_and_wait();
  const double begin = steady_ms();
  double now = begin, bytes = 0;
  while (now - begin < seconds * 1e3) {
    triad(arrays[0].get(), arrays[1].get(), arrays[2].get(), 3.0, elements);
    bytes += 24.0 * static_cast<double>(elements);
    now = steady_ms();
  }
  return bytes / ((now - begin) * 1e-3);
}

// Bytes of the last-level cache that this machine sees (sysconf gives a virtual machine its
// host's).
double cache_bytes() {
  std::ifstream in("/sys/devices/system/cpu/cpu0/cache/index3/size");
  double kib = 0;
  return in >> kib ? kib * 1024 : 0;
}

// One array of all threads: four caches, yet at most 256 MiB (first touch takes its time) and an
// eighth of the free memory.
double array_bytes(double cache) {
  const double free_bytes =
      static_cast<double>(sysconf(_SC_AVPHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
  const double wish = std::clamp(4 * cache, kSmallestArray, kLargestArray);
  return std::max(kMiB, std::min(wish, free_bytes / 8));
}

double peak_rate(std::barrier<>& start, const PeakKernel& kernel, double seconds) {
  constexpr std::int64_t kSlice = 20000;
  start.arrive_and_wait();
  const double begin = steady_ms();
  double now = begin, operations = 0;
  while (now - begin < seconds * 1e3) {
    operations += kernel.run(kSlice);
    now = steady_ms();
  }
  return operations / ((now - begin) * 1e-3);
}

double best_peak(const MachineLimits& limits, const std::string& precision) {
  double best = 0;
  for (const Peak& peak : limits.peaks)
    if (peak.precision == precision) best = std::max(best, peak.gflops);
  return best;
}

// Nothing computes more than a core can; more than the memory gives, it can, out of the cache.
std::string above_roof(double attained, double compute, double memory) {
  if (compute > 0 && attained > compute)
    return "above what a core computes at most: a disturbed measurement, other programs ran while "
           "the limits were measured; repeat it on an idle machine";
  if (compute > 0 && attained > memory)
    return "above the memory's roof: its data stay in the cache, or other programs disturbed the "
           "measurement of the bandwidth";
  return {};
}

nlohmann::json layers_json(const NetworkPoint& point) {
  constexpr std::size_t kLongestLayers = 12;
  double all = 0;
  for (const infer::LayerTime& layer : point.layers) all += layer.milliseconds;
  nlohmann::json rows = nlohmann::json::array();
  for (std::size_t i = 0; i < std::min(point.layers.size(), kLongestLayers); ++i) {
    const infer::LayerTime& layer = point.layers[i];
    rows.push_back({{"name", layer.name},
                    {"type", layer.type},
                    {"kernel", layer.kernel},
                    {"ms", layer.milliseconds},
                    {"share", all > 0 ? layer.milliseconds / all : 0}});
  }
  return rows;
}

}  // namespace

MachineLimits measure_limits(int threads, double seconds) {
  if (threads < 1 || threads > 4096 || !(seconds > 0 && seconds <= 10))
    throw Error(ErrorKind::usage, "roofline", "needs 1 to 4096 threads and up to 10 seconds");
  MachineLimits limits;
  limits.threads = threads;
  const double cache = cache_bytes();
  const auto elements = static_cast<std::size_t>(array_bytes(cache) / sizeof(double) / threads);
  limits.cache_mib = cache / kMiB;
  limits.array_mib = static_cast<double>(elements * sizeof(double)) * threads / kMiB;
  limits.bandwidth_gb_s =
      1e-9 * on_all(threads, [&](auto& start) { return triad_rate(start, elements, seconds); });
  for (const PeakKernel& kernel : peak_kernels()) {
    if (!kernel.supported()) continue;
    const double rate =
        on_all(threads, [&](auto& start) { return peak_rate(start, kernel, seconds / 2); });
    limits.peaks.push_back({kernel.name, kernel.precision, rate * 1e-9});
  }
  return limits;
}

nlohmann::json roofline_json(const MachineLimits& limits, std::span<const NetworkPoint> networks) {
  nlohmann::json json = {
      {"bandwidth_gb_s", limits.bandwidth_gb_s}, {"threads", limits.threads},
      {"array_mib", limits.array_mib},           {"cache_mib", limits.cache_mib},
      {"peaks", nlohmann::json::array()},        {"networks", nlohmann::json::array()}};
  for (const Peak& peak : limits.peaks)
    json["peaks"].push_back(
        {{"name", peak.name}, {"precision", peak.precision}, {"gflops", peak.gflops}});
  for (const NetworkPoint& point : networks) {
    if (point.flops <= 0 || point.bytes <= 0 || point.milliseconds <= 0) continue;
    const double intensity = point.flops / point.bytes;
    const double compute = best_peak(limits, point.precision) / limits.threads;
    const double memory = intensity * limits.bandwidth_gb_s / limits.threads;
    const double roof = std::min(compute, memory),
                 attained = point.flops / point.milliseconds * 1e-6;
    json["networks"].push_back(
        {{"name", point.name},
         {"precision", point.precision},
         {"gflop", point.flops * 1e-9},
         {"gflops", attained},
         {"intensity", intensity},
         {"roof_gflops", roof},
         {"share_of_roof", roof > 0 ? nlohmann::json(attained / roof) : nullptr},
         {"limit", compute <= 0        ? nlohmann::json(nullptr)
                   : compute <= memory ? "compute"
                                       : "memory"},
         {"layers", layers_json(point)}});
    if (const auto note = above_roof(attained, compute, memory); !note.empty())
      json["networks"].back()["note"] = note;
  }
  return json;
}

}  // namespace mien::profile
