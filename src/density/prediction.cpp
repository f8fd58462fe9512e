#include "density/prediction.h"

#include <cmath>

#include "mien/error.h"

#include "density/step.h"

namespace mien::density {

using nlohmann::json;

namespace {

constexpr double kMixed = 0.7;  ///< idle, of a store that is neither full nor empty

CameraLoad mean_of(const std::vector<CameraLoad>& loads, const std::vector<bool>& idle,
                   bool wanted) {
  CameraLoad mean;
  double count = 0;
  for (std::size_t i = 0; i < loads.size(); ++i) {
    if (idle[i] != wanted) continue;
    const CameraLoad& load = loads[i];
    mean.decode += load.decode;
    mean.search += load.search;
    mean.read += load.read;
    mean.rest += load.rest;
    ++count;
  }
  for (double* part : {&mean.decode, &mean.search, &mean.read, &mean.rest})
    *part /= std::max(count, 1.0);
  return mean;
}

StoreLoad measure_load(DensityOptions options, bool substream, const bench::StudyTools& tools) {
  if (!substream) options.substream.clear();
  const std::vector<bool> idle{false, true, false, true};
  tools.say(substream ? "what a camera with a substream costs" : "what a camera costs", 0);
  const DensityStep step = try_cameras(options, idle, tools);
  if (!step.error.empty()) throw Error(ErrorKind::internal, "density --predict", step.error);
  return {substream, mean_of(step.loads, idle, false), mean_of(step.loads, idle, true)};
}

json load_json(const char* kind, bool substream, const CameraLoad& load) {
  return {{"kind", kind},
          {"substream", substream},
          {"decode_ms", load.decode},
          {"search_ms", load.search},
          {"read_ms", load.read},
          {"rest_ms", load.rest},
          {"total_ms", load.total()}};
}

json store_json(const char* store, double idle, const StoreLoad& load, double cores) {
  return {{"store", store},
          {"idle", idle},
          {"substream", load.substream},
          {"cameras", predicted_cameras(cores, mean_load(load, idle))}};
}

/// The same model for this machine, less what other programs took of it meanwhile.
json check_json(const DensityOptions& options, const DensityStep* measured, const StoreLoad& load) {
  if (!measured) return nullptr;
  const double cores = std::max(0.0, options.cores - measured->others_busy);
  const int predicted = predicted_cameras(cores, mean_load(load, options.idle));
  return {{"cores", options.cores},
          {"others_busy", measured->others_busy},
          {"predicted", predicted},
          {"measured", measured->cameras},
          {"error", static_cast<double>(predicted) / measured->cameras - 1}};
}

}  // namespace

double mean_load(const StoreLoad& load, double idle) {
  return idle * load.idle.total() + (1 - idle) * load.busy.total();
}

int predicted_cameras(double cores, double camera_ms) {
  if (!(camera_ms > 0)) return 0;
  constexpr double kRounding = 1e-9;
  return static_cast<int>(std::floor(cores * kBusy * 1e3 / camera_ms + kRounding));
}

json predict(const DensityOptions& options, const DensityStep* measured,
             const bench::StudyTools& tools) {
  json loads = json::array(), stores = json::array(), check;
  for (const bool substream : {false, true}) {
    if (substream && options.substream.empty()) continue;
    const StoreLoad load = measure_load(options, substream, tools);
    loads.push_back(load_json("busy", substream, load.busy));
    loads.push_back(load_json("idle", substream, load.idle));
    const double cores = options.predict_cores;
    stores.push_back(store_json("busy", 0, load, cores));
    stores.push_back(store_json("mixed", kMixed, load, cores));
    stores.push_back(store_json("idle", 1, load, cores));
    if (substream != options.substream.empty()) check = check_json(options, measured, load);
  }
  return {{"cores", options.predict_cores},
          {"busy_limit", kBusy},
          {"loads", std::move(loads)},
          {"stores", std::move(stores)},
          {"check", std::move(check)}};
}

}  // namespace mien::density
