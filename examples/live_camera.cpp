// A live camera, seen by a callback: live_camera ADDRESS [SECONDS]. An address is rtsp://…,
// http(s)://…, v4l2:/dev/video0, or loop:clip.mp4 (a recording that plays for ever).
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>

#include "mien/error.h"
#include "mien/live.h"

#include "models_here.h"

int main(int argc, char** argv) try {
  if (argc < 2) {
    std::fprintf(stderr, "usage: live_camera ADDRESS [SECONDS]\n");
    return 2;
  }
  mien::RunConfig config;
  config.cameras.push_back({.name = "door", .input = argv[1]});

  mien::LiveSetup setup;
  setup.callbacks.sight = [](const std::string& camera, const mien::FrameResult& sight) {
    for (const mien::Face& face : sight.faces)
      std::printf("%s %.1f s: person %lld, %s\n", camera.c_str(), sight.frame.seconds,
                  static_cast<long long>(face.track),
                  std::string(mien::name_of(face.expression.label)).c_str());
  };
  setup.callbacks.state = [](const mien::CameraStatus& status, bool) {
    std::fprintf(stderr, "%s: %s %s\n", status.name.c_str(),
                 std::string(mien::name_of(status.state)).c_str(), status.error.c_str());
  };
  mien::LiveCameras cameras(config, models_here(), setup);
  cameras.start();
  std::this_thread::sleep_for(std::chrono::seconds(argc > 2 ? std::atoi(argv[2]) : 10));
  const mien::CameraStatus status = cameras.status().at(0);
  cameras.stop();
  std::printf("%lld pictures searched, %lld faces\n",
              static_cast<long long>(status.frames_inferred), static_cast<long long>(status.faces));
  return status.frames_inferred > 0 ? 0 : 3;
} catch (const mien::Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
