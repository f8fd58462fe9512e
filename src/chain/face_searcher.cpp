#include "chain/face_searcher.h"

#include "base/input_trouble.h"
#include "chain/chain.h"
#include "chain/mask.h"
#include "config/cameras.h"

namespace mien::chain {

namespace {

RunConfig for_search(RunConfig config) {
  config.emotion = "none";
  config.tuning.batch = 1;
  config.tuning.streams = 0;
  return config;
}

}  // namespace

struct FaceSearcher::Impl {
  Impl(const RunConfig& run, const ModelStorePaths& paths)
      : config(for_search(run)), models(config, paths, 1), masks(masks_of(config)), chain(models) {}

  bool search(std::size_t input, const Frame& frame, std::vector<Box>& faces) {
    const int width = config::width_of(config, config.cameras[input]);
    const auto trouble =
        input_trouble([&] { chain.process(frame, width, masks[input], result, times); });
    if (trouble) return false;
    for (const Face& face : result.faces) faces.push_back(face.detection.box);
    return true;
  }

  const RunConfig config;
  Models models;
  std::vector<Masks> masks;
  FrameChain chain;
  FrameResult result;
  StageTimes times;
};

FaceSearcher::FaceSearcher(const RunConfig& run, const ModelStorePaths& paths)
    : impl_(std::make_unique<Impl>(run, paths)) {}
FaceSearcher::~FaceSearcher() = default;

drawing::FaceSearch FaceSearcher::of(std::size_t input) {
  return [this, input](const Frame& frame, std::vector<Box>& faces) {
    return impl_->search(input, frame, faces);
  };
}

}  // namespace mien::chain
