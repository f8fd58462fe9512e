// What each build of dlib brings: HOG at 640 × 360, gray and RGB, without and with upsampling, and
// the MMOD network at 640 × 360 with each BLAS; median CPU ms a picture on one thread, and how many
// times faster than the installed package
// ("generic") in the same run, rounds interleaved. Needs MIEN_MODELS_DIR with multi_face.jpg, for
// mmod its weights.
#ifdef MIEN_WITH_DLIB
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <memory>
#include <string>
#include <vector>

#include "mien/error.h"

#include "face/dlib_builds.h"
#include "face/dlib_detectors.h"
#include "face/dlib_photo.h"
#include "infer/engine.h"

namespace {

using namespace mien;

constexpr int kHogRounds = 9, kMmodRounds = 5;

double cpu_ms() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

struct Contender {
  std::string name;
  std::unique_ptr<face::DetectorModel> model;
  std::unique_ptr<Detector> detector;
  Letterbox letterbox;
  std::size_t faces = 0;
  std::vector<double> ms;
};

void add(std::vector<Contender>& all, const std::string& name, const face::DetectorOptions& options,
         infer::Engine& engine, const infer::ModelStore& store, const face::testing::Photo& photo) {
  try {
    Contender one;
    one.name = name;
    one.model = options.name == "hog" ? face::load_hog(options, engine, store)
                                      : face::load_mmod(options, engine, store);
    one.detector = one.model->make();
    one.letterbox = face::testing::fill(one.detector->canvas(1280, 720), photo);
    one.faces = one.detector->detect(one.letterbox).size();
    all.push_back(std::move(one));
  } catch (const Error& error) {
    std::printf("  %-18s not run: %s\n", name.c_str(), error.what());
  }
}

void race(std::vector<Contender>& all, int rounds) {
  for (int round = 0; round < rounds; ++round) {
    for (Contender& one : all) {
      const double start = cpu_ms();
      one.detector->detect(one.letterbox);
      one.ms.push_back(cpu_ms() - start);
    }
  }
  const auto median = [](std::vector<double>& ms) {
    const auto middle = ms.begin() + static_cast<std::ptrdiff_t>(ms.size() / 2);
    std::nth_element(ms.begin(), middle, ms.end());
    return *middle;
  };
  double generic = 0;
  for (Contender& one : all) {
    const double ms = median(one.ms);
    if (generic == 0) generic = ms;
    std::printf("  %-18s %8.2f ms  %5.2f x  %zu faces\n", one.name.c_str(), ms, generic / ms,
                one.faces);
  }
}

}  // namespace

int main() {
  const auto file = face::testing::cached("multi_face.jpg");
  if (!file) {
    std::puts("set MIEN_MODELS_DIR to a model cache with multi_face.jpg");
    return 2;
  }
  const auto photo = face::testing::load_photo(*file, 1);
  const infer::ModelStore store(MIEN_SOURCE_DIR "/models/manifest.yaml", file->parent_path());
  const auto engine = infer::make_engine(1, {});
  for (const bool color : {false, true}) {
    for (const int upsample : {0, 1}) {
      std::printf("hog 640x360 %s upsample %d\n", color ? "rgb" : "gray", upsample);
      std::vector<Contender> all;
      for (const std::string& build : face::dlib_build_names())
        if (build != "auto")
          add(all, build, {.name = "hog", .upsample = upsample, .build = build, .color = color},
              *engine, store, photo);
      race(all, kHogRounds);
    }
  }
  std::puts("mmod 640x360");
  std::vector<Contender> all;
  for (const std::string& build : face::dlib_build_names()) {
    if (build == "auto") continue;
    for (const std::string blas : {"openblas", "mkl"})
      if (build != "generic" || blas == "openblas")
        add(all, build + " " + blas, {.name = "mmod", .build = build, .blas = blas}, *engine, store,
            photo);
  }
  race(all, kMmodRounds);
}
#else
int main() {}
#endif
