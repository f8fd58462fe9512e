// Why a camera does not run, and whether what it sees is fit.
#include <cmath>

#include "oversight/camera_gate.h"

namespace mien::oversight {

namespace {

/// Shares in steps of 5 %; null: too few faces so far, or no expression is read.
Json fitness_json(const CameraGate& gate, const RunConfig& config, const std::string& camera) {
  const auto fitness = gate.pictures().fitness(camera);
  if (!fitness || config.emotion == "none") return {};
  const auto step = [](double share) { return std::round(share * 20) / 20; };
  return {{"usable", step(fitness->sights.usable())},
          {"usable_first", fitness->usable_first ? Json(step(*fitness->usable_first)) : Json()},
          {"fit", fitness->fit},
          {"drifted", fitness->drifted},
          {"worst", name_of(fitness->worst)},
          {"words", words_of(*fitness)}};
}

}  // namespace

void hide_the_moment(Json& camera, const RunConfig& config) {
  if (!config.server.live_view) camera["faces"] = nullptr;
}

void add_held(Json& cameras, const CameraGate& gate,
              const std::shared_ptr<const RunConfig>& config) {
  for (std::size_t i = 0; i < cameras.size(); ++i) {
    const CameraConfig& camera = config->cameras[i];
    const auto held = gate.held(config, camera);
    const auto suspended = gate.holds().suspended(camera.name);
    cameras[i]["held"] = nullptr;
    cameras[i]["suspended"] = nullptr;
    if (suspended)
      cameras[i]["suspended"] = {{"words", words_of(*suspended)},
                                 {"since", rfc3339(suspended->since)}};
    cameras[i]["fitness"] = fitness_json(gate, *config, camera.name);
    if (!held) continue;
    cameras[i]["held"] = {{"why", held->pause ? "paused" : "notice"},
                          {"words", words_of(*held)},
                          {"since", held->pause ? Json(rfc3339(held->pause->since)) : Json()}};
  }
}

}  // namespace mien::oversight
