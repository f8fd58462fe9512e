// Any bytes as a configuration file: refused with an Error(usage) that quotes no secret, or read to
// values within their ranges.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "config/config_reader.h"
#include "config/listen.h"
#include "config/tokens.h"

namespace {

constexpr char kSecret[] = "s3cret-s3cret-s3cret";

void must(bool holds) {
  if (!holds) std::abort();
}

void check_polygons(const std::map<std::string, mien::Polygon>& polygons) {
  for (const auto& [name, polygon] : polygons) {
    must(!name.empty() && polygon.size() >= 3);
    for (const mien::Point& point : polygon)
      must(point.x >= 0 && point.x <= 1 && point.y >= 0 && point.y <= 1);
  }
}

void check_camera(const mien::CameraConfig& camera) {
  must(!camera.name.empty() && !camera.input.empty());
  must(camera.transport == mien::Transport::automatic || camera.transport == mien::Transport::tcp ||
       camera.transport == mien::Transport::udp);
  must(camera.sleep == mien::Sleep::keyframes || camera.sleep == mien::Sleep::never);
  must(camera.detect_fps == -1 || (camera.detect_fps >= 0 && camera.detect_fps <= 1000));
  for (const auto* polygons : {&camera.zones, &camera.masks, &camera.staff})
    check_polygons(*polygons);
  for (const mien::ShowingConfig& showing : camera.showings) {
    must(showing.from >= 0 && showing.from <= 1440 && showing.to >= 0 && showing.to <= 1440);
    must(showing.days > 0 && showing.days <= 0x7f);
    must(showing.zone.empty() || camera.zones.contains(showing.zone));
  }
}

void check(const mien::RunConfig& config) {
  for (const mien::CameraConfig& camera : config.cameras) check_camera(camera);
  must(config.audience.min_audience >= 1 && config.audience.rating_window_minutes >= 1);
  must(config.audience.min_dwell_s > 0 && config.audience.grace_s >= 0);
  must(config.live.stall_seconds >= 1 && std::isfinite(config.live.max_latency_ms));
  must(config.retention_days >= 0 && config.server.max_connections >= 1);
  must(config.server.certificate.empty() == config.server.key.empty());
  const auto listen = mien::config::parse_listen(config.server.listen);
  must(listen.has_value());
  const bool open = mien::config::without_tokens(config.server);
  must(!open || (listen->loopback && config.server.trusted_proxies.empty()));
  must(config.notice.url.empty() || config.notice.url.starts_with("http"));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::map<std::string, std::string> environment = {{"MIEN_TOKEN", kSecret},
                                                                 {"MIEN_NUMBER", "8"}};
  const std::string text{reinterpret_cast<const char*>(data), size};
  try {
    check(mien::config::parse_config(text, "fuzz.yaml", environment));
  } catch (const mien::Error& error) {
    must(error.kind() == mien::ErrorKind::usage && !error.remedy().empty());
    if (text.find(kSecret) == text.npos)
      must(std::string(error.what()).find(kSecret) == std::string::npos);
  }
  return 0;
}
