// The faces of one picture: one_image PICTURE
#include <cstdio>

#include "mien/error.h"
#include "mien/pipeline.h"

#include "models_here.h"

namespace {

// A sink sees every inferred frame; a picture is a stream of one.
class Print : public mien::Sink {
 public:
  void frame(const std::string&, const mien::FrameResult& result) override {
    for (const mien::Face& face : result.faces) {
      const mien::Box& box = face.detection.box;
      std::printf("face at %.0f,%.0f, %.0f × %.0f px: %s %.0f %%\n", box.x, box.y, box.w, box.h,
                  std::string(mien::name_of(face.expression.label)).c_str(),
                  face.expression.confidence * 100);
    }
  }
};

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 2) {
    std::fprintf(stderr, "usage: one_image PICTURE\n");
    return 2;
  }
  mien::RunConfig config;
  config.cameras.push_back({.name = argv[1], .input = argv[1]});
  std::vector<std::unique_ptr<mien::Sink>> sinks;
  sinks.push_back(std::make_unique<Print>());
  const mien::Summary summary = mien::run(config, models_here(), sinks);
  if (!summary.inputs[0].error) return 0;
  std::fprintf(stderr, "%s\n", summary.inputs[0].error->c_str());
  return 3;
} catch (const mien::Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
