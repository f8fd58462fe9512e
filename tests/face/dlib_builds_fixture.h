#pragma once
/// \file What the tests of dlib's builds share.

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "mien/error.h"

#include "dlib_photo.h"
#include "face/dlib_builds.h"
#include "face/dlib_detectors.h"
#include "fake_engine.h"

namespace mien::face::testing {

inline const infer::ModelStore kNoModels(MIEN_SOURCE_DIR "/models/manifest.yaml", "/nonexistent");
inline std::unique_ptr<DetectorModel> load(const DetectorOptions& options,
                                           const infer::ModelStore& store = kNoModels) {
  FakeEngine engine([](int, int) { return Tensors(); });
  return options.name == "hog" ? load_hog(options, engine, store)
                               : load_mmod(options, engine, store);
}

inline Error error_of(const std::function<void()>& act) {
  try {
    act();
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "nothing was refused";
  return Error(ErrorKind::internal, "", "");
}

/// Builds from source that are there and run on this CPU.
inline std::vector<std::string> source_builds() {
  std::vector<std::string> names;
  for (const std::string& name : dlib_build_names()) {
    if (name == "generic" || name == "auto") continue;
    try {
      choose_dlib(name);
      names.push_back(name);
    } catch (const Error&) {
    }
  }
  return names;
}

inline std::vector<Detection> faces_in(const Photo& photo, Detector& detector) {
  const Canvas canvas = detector.canvas(static_cast<int>(photo.nc()), static_cast<int>(photo.nr()));
  return detector.detect(fill(canvas, photo));
}

inline void expect_same(const std::vector<Detection>& ours, const std::vector<Detection>& theirs) {
  EXPECT_EQ(ours.size(), theirs.size());
  for (const Detection& face : theirs) {
    EXPECT_TRUE(
        std::any_of(ours.begin(), ours.end(),
                    [&](const Detection& other) { return iou(face.box, other.box) >= 0.9f; }))
        << face.box.x << " " << face.box.y << " " << face.confidence;
  }
}

class DlibBuildsOnPhoto : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto file = cached("multi_face.jpg");
    if (!file) GTEST_SKIP() << "set MIEN_MODELS_DIR to a model cache with multi_face.jpg";
    builds_ = source_builds();
    if (builds_.empty()) GTEST_SKIP() << "built without MIEN_DLIB_SOURCE";
    Photo photo = load_photo(*file, 0.6), mirrored, dim = load_photo(*file, 0.6);
    dlib::flip_image_left_right(photo, mirrored);
    for (auto& pixel : dim) {
      pixel.red /= 2;
      pixel.green /= 2;
      pixel.blue /= 3;
    }
    photo.swap(photos_[0]);
    mirrored.swap(photos_[1]);
    dim.swap(photos_[2]);
  }
  Photo photos_[3];
  std::vector<std::string> builds_;
};

}  // namespace mien::face::testing
