#include "bench/network_points.h"

#include <functional>

#include "mien/error.h"

#include "base/clock.h"
#include "emotion/classifiers.h"
#include "face/detectors.h"
#include "statistics/repeats.h"

namespace mien::bench {

namespace {

using profile::NetworkPoint;

constexpr int kWarm = 3, kLeast = 5;
constexpr int kProfiled = 20;  // inferences that layers are timed over

double median_ms(double seconds, const std::function<void()>& infer) {
  for (int i = 0; i < kWarm; ++i) infer();
  std::vector<double> times;
  const double begin = thread_cpu_ms();
  for (double now = begin; now - begin < seconds * 1e3 || times.size() < kLeast;) {
    infer();
    times.push_back(thread_cpu_ms() - now);
    now = thread_cpu_ms();
  }
  return median(times);
}

NetworkPoint detector_point(const std::string& name, const std::string& precision,
                            const NetworkOptions& options, infer::Engine& engine,
                            const infer::ModelStore& store) {
  const auto model = face::load_detector(
      {.name = name, .width = options.width, .precision = infer::read_precision(precision)}, engine,
      store);
  const auto detector = model->make();
  const Canvas canvas = detector->canvas(options.frame_width, options.frame_height);
  const Letterbox box{.width = canvas.width,
                      .height = canvas.height,
                      .frame_width = options.frame_width,
                      .frame_height = options.frame_height};
  const int width = options.frame_width, height = options.frame_height;
  const auto work = model->work(width, height);
  const double ms = median_ms(options.seconds, [&] { detector->detect(box); });
  return {name,       model->info().precision,
          work.flops, work.bytes,
          ms,         model->layer_times(width, height, kProfiled)};
}

NetworkPoint emotion_point(const std::string& name, const std::string& precision,
                           const NetworkOptions& options, infer::Engine& engine,
                           const infer::ModelStore& store) {
  const auto model =
      emotion::load_classifier(name, infer::read_precision(precision), engine, store);
  const auto classifier = model->make();
  classifier->canvas(0);
  std::vector<Expression> one(1);
  const auto work = model->work();
  const double ms = median_ms(options.seconds, [&] { classifier->classify(one); });
  return {name, model->info().precision, work.flops, work.bytes, ms, model->layer_times(kProfiled)};
}

}  // namespace

std::vector<NetworkPoint> network_points(const NetworkOptions& options,
                                         const ModelStorePaths& models) {
  const infer::ModelStore store(models);
  const auto engine = infer::make_engine(1, models.dir / "compiled");
  std::vector<NetworkPoint> points;
  const auto add = [&](const std::vector<std::string>& names, auto measure) {
    for (const std::string& name : names)
      for (const std::string& precision : options.precisions) try {
          points.push_back(measure(name, precision, options, *engine, store));
        } catch (const Error& error) {
          // Not here, or not on this CPU: the others are worth having.
          if (error.kind() != ErrorKind::model && error.kind() != ErrorKind::usage) throw;
        }
  };
  add(options.detectors, detector_point);
  add(options.emotions, emotion_point);
  return points;
}

}  // namespace mien::bench
