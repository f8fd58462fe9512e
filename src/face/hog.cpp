#ifdef MIEN_WITH_DLIB

#include "face/dlib_builds.h"
#include "face/dlib_common.h"
#include "face/dlib_detector.h"
#include "face/dlib_detectors.h"

namespace mien::face {
namespace {

// 16384² gray bytes are 256 MB, and dlib's features several times that.
constexpr int kWidest = 16384;

}  // namespace

std::unique_ptr<DetectorModel> load_hog(const DetectorOptions& options, infer::Engine&,
                                        const infer::ModelStore& store) {
  check_dlib_options(options, kWidest);
  DlibSurroundings here = dlib_surroundings();
  here.memory = store.dir() / "compiled" / "dlib-fastest";
  const ChosenDlib chosen = choose_dlib(options.build, here);
  DlibSetup setup{.kind = chosen.build->hog};
  setup.settings = {options.upsample, score_threshold(options), options.color};
  setup.past_edge = 1;  // dlib's edges are inclusive
  setup.info = {"hog", "", "BSL-1.0", "native", options.width, chosen.name};
  return make_dlib(std::move(setup));
}

}  // namespace mien::face

#endif
