#include "live_cameras.h"

#include <utility>

#include "media/network_guard.h"

namespace {

class StoreCameras : public mien::serve::Cameras {
 public:
  StoreCameras(const mien::RunConfig& config, const mien::ModelStorePaths& models,
               std::vector<mien::Sink*> sinks, mien::live::LiveHooks hooks, mien::UtcOffset clock)
      : live_(config, models, std::move(sinks), std::move(hooks), std::move(clock)) {}

  void start() override { live_.start(); }
  void stop() override { live_.stop(); }
  void apply(const mien::RunConfig& config) override { live_.apply(config); }
  std::vector<mien::CameraStatus> cameras() const override { return live_.cameras(); }
  mien::RunInfo info() const override { return live_.info(); }
  mien::WallTime base() const override { return live_.base(); }
  double busy() const override { return live_.busy(); }
  std::optional<std::vector<std::uint8_t>> picture(const std::string& camera,
                                                   mien::live::Shown kind) override {
    return live_.picture(camera, kind);
  }

 private:
  mien::live::LiveRuntime live_;
};

}  // namespace

mien::serve::OpenCameras live_cameras(const mien::ModelStorePaths& models, mien::UtcOffset clock) {
  return [models, clock](const mien::RunConfig& config, std::vector<mien::Sink*> sinks,
                         mien::live::LiveHooks hooks) {
    mien::media::limit_allocations(std::int64_t{config.live.max_megapixels} * 1'000'000);
    return std::make_unique<StoreCameras>(config, models, std::move(sinks), std::move(hooks),
                                          clock);
  };
}
