#ifdef MIEN_WITH_DLIB

#include "mien/error.h"

#include "face/blas_library.h"
#include "face/dlib_builds.h"
#include "face/dlib_common.h"
#include "face/dlib_detector.h"
#include "face/dlib_detectors.h"

namespace mien::face {
namespace {

// dlib unrolls convolutions into matrices: 4096 pixels already take some gigabytes.
constexpr int kWidest = 4096;

const DlibBlas* blas_for(const DetectorOptions& options, const std::string& build,
                         const infer::ModelStore& store) {
  if (build == "generic") {
    use_linked_blas(options.blas, options.blas_threads);
    return nullptr;
  }
  return &open_blas(options.blas.empty() ? "openblas" : options.blas, options.blas_threads, store);
}

}  // namespace

std::unique_ptr<DetectorModel> load_mmod(const DetectorOptions& options, infer::Engine&,
                                         const infer::ModelStore& store) {
  check_dlib_options(options, kWidest);
  DlibSurroundings here = dlib_surroundings();
  here.memory = store.dir() / "compiled" / "dlib-fastest";
  const ChosenDlib chosen = choose_dlib(options.build, here);
  if (!chosen.build->mmod)
    throw Error(ErrorKind::usage, "build " + chosen.name, "has no mmod", "take 'generic'");
  const infer::ModelEntry& entry = store.find("mmod");
  DlibSetup setup{.kind = chosen.build->mmod};
  // dlib's format can express any sizes: `locate` lets only the bytes through whose hash we know.
  setup.weights = store.locate(entry).string();
  setup.settings = {options.upsample, score_threshold(options), true,
                    blas_for(options, chosen.name, store)};
  // Lengths as right − left, as the wrappers by which this network is mostly used read them (dlib
  // itself counts one pixel more). It matters at one place: the smallest window is 80 pixels, or
  // 79.
  setup.past_edge = 0;
  setup.info = {"mmod", entry.sha256, entry.licence, "native", options.width, chosen.name};
  setup.remedy = "mien models pull mmod";
  return make_dlib(std::move(setup));
}

}  // namespace mien::face

#endif
