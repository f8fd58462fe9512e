#include "serve/live_cameras.h"

#include <utility>

#include "media/network_guard.h"

namespace mien::serve {

namespace {

class LiveCameras : public Cameras {
 public:
  LiveCameras(const RunConfig& config, const ModelStorePaths& models, std::vector<Sink*> sinks,
              live::LiveHooks hooks, UtcOffset clock)
      : live_(config, models, std::move(sinks), std::move(hooks), std::move(clock)) {}

  void start() override { live_.start(); }
  void stop() override { live_.stop(); }
  void apply(const RunConfig& config) override { live_.apply(config); }
  std::vector<CameraStatus> cameras() const override { return live_.cameras(); }
  RunInfo info() const override { return live_.info(); }
  WallTime base() const override { return live_.base(); }
  double busy() const override { return live_.busy(); }
  std::optional<std::vector<std::uint8_t>> picture(const std::string& camera,
                                                   live::Shown kind) override {
    return live_.picture(camera, kind);
  }

 private:
  live::LiveRuntime live_;
};

}  // namespace

OpenCameras live_cameras(const ModelStorePaths& models, UtcOffset clock) {
  return [models, clock](const RunConfig& config, std::vector<Sink*> sinks, live::LiveHooks hooks) {
    media::limit_allocations(std::int64_t{config.live.max_megapixels} * 1'000'000);
    return std::make_unique<LiveCameras>(config, models, std::move(sinks), std::move(hooks), clock);
  };
}

}  // namespace mien::serve
