#include "density/live_ear.h"

#include <algorithm>
#include <limits>

#include "base/clock.h"
#include "base/histogram.h"

namespace mien::density {

LiveEar::LiveEar(const std::vector<std::string>& cameras)
    : results_(cameras.size()), costs_(cameras.size()) {
  for (std::size_t i = 0; i < cameras.size(); ++i) numbers_.emplace(cameras[i], i);
}

void LiveEar::frame(const std::string& camera, const FrameResult& result) {
  if (!listening_) return;
  note(numbers_.at(camera), result.frame.seconds, result.latency_ms, steady_ms());
}

void LiveEar::cost(const std::string& camera, const StageTimes& ms) {
  if (listening_) note_cost(numbers_.at(camera), ms, steady_ms());
}

void LiveEar::note(std::size_t camera, double seconds, double latency_ms, double now_ms) {
  results_.at(camera).push_back({seconds, latency_ms, now_ms});
}

void LiveEar::note_cost(std::size_t camera, const StageTimes& ms, double now_ms) {
  Cost& cost = costs_.at(camera);
  cost.last = ms;
  cost.last_ms = now_ms;
  if (cost.first_ms > 0) return;
  cost.first = ms;
  cost.first_ms = now_ms;
}

double LiveEar::p99_ms() const {
  Histogram all;
  for (const auto& results : results_) {
    double origin = std::numeric_limits<double>::infinity(), quickest = origin;
    for (const Result& one : results) {
      origin = std::min(origin, one.now_ms - one.seconds * 1e3);
      quickest = std::min(quickest, one.latency_ms);
    }
    for (const Result& one : results)
      all.add(std::max(one.latency_ms, one.now_ms - one.seconds * 1e3 - origin + quickest));
  }
  return all.percentile(0.99);
}

std::vector<StageTimes> LiveEar::costs() const {
  std::vector<StageTimes> rates;
  for (const Cost& cost : costs_) {
    StageTimes& rate = rates.emplace_back();
    const double seconds = (cost.last_ms - cost.first_ms) / 1e3;
    if (!(seconds > 0)) continue;
    rate = cost.last;
    rate -= cost.first;
    rate *= 1 / seconds;
  }
  return rates;
}

}  // namespace mien::density
