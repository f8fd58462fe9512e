#ifdef MIEN_WITH_DLIB

#include "dlib_builds_fixture.h"
#include "face/blas_library.h"

namespace mien::face {
namespace {

using namespace testing;

class MmodBuilds : public DlibBuildsOnPhoto {
 protected:
  void SetUp() override {
    DlibBuildsOnPhoto::SetUp();
    const auto weights = cached("mmod_human_face_detector.dat");
    if (!weights) GTEST_SKIP() << "MIEN_MODELS_DIR has no mmod";
    store_ = std::make_unique<infer::ModelStore>(MIEN_SOURCE_DIR "/models/manifest.yaml",
                                                 weights->parent_path());
  }
  std::vector<Detection> faces(const std::string& build, const std::string& blas = "") {
    return faces_in(
        photos_[0],
        *load({.name = "mmod", .width = 640, .build = build, .blas = blas}, *store_)->make());
  }
  std::unique_ptr<infer::ModelStore> store_;
};

TEST_F(MmodBuilds, SeeTheSameFaces) {
  const auto expected = faces("generic");
  EXPECT_GE(expected.size(), 3u);
  for (const std::string& name : builds_) {
    SCOPED_TRACE(name);
    expect_same(faces(name, "openblas"), expected);
  }
}

// Before MKL is opened, once for the process, by the next test.
TEST_F(MmodBuilds, AMissingMklSaysHowToGetIt) {
  const auto empty = std::filesystem::temp_directory_path() / "mien-no-mkl";
  std::filesystem::create_directories(empty);
  const auto file = empty / "mmod_human_face_detector.dat";
  std::filesystem::copy_file(store_->dir() / file.filename(), file,
                             std::filesystem::copy_options::overwrite_existing);
  const infer::ModelStore store(MIEN_SOURCE_DIR "/models/manifest.yaml", empty);
  const Error error = error_of(
      [&] { load({.name = "mmod", .width = 640, .build = builds_.back(), .blas = "mkl"}, store); });
  std::filesystem::remove_all(empty);
  EXPECT_EQ(error.kind(), ErrorKind::model);
  EXPECT_NE(error.remedy().find("mien models pull mkl"), std::string::npos) << error.what();
}

TEST_F(MmodBuilds, WithMklToo) {
  for (const infer::ModelEntry* part : store_->with_needed(store_->find("mkl")))
    if (store_->verify(*part) != infer::ModelStore::State::ok)
      GTEST_SKIP() << "MIEN_MODELS_DIR has no MKL";
  expect_same(faces(builds_.back(), "mkl"), faces("generic"));
}

TEST_F(MmodBuilds, AnUnknownBlasIsRefused) {
  for (const std::string& build : {std::string("generic"), builds_.back()})
    EXPECT_EQ(error_of([&] { faces(build, "atlas"); }).kind(), ErrorKind::usage);
}

}  // namespace
}  // namespace mien::face

#endif
