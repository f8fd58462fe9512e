#ifdef MIEN_WITH_DLIB

#include "face/dlib_builds.h"

#include <fstream>
#include <thread>

#include "dlib_builds_fixture.h"

namespace mien::face {
namespace {

using namespace testing;

const infer::CpuFeatures kEverything{
    .avx = true, .avx2 = true, .fma = true, .avx512 = true, .avx512_bf16 = true, .amx_bf16 = true};

TEST(DlibBuilds, WithoutAWishItIsTheInstalledPackage) {
  EXPECT_EQ(choose_dlib("").name, "generic");
  EXPECT_EQ(choose_dlib("").build, choose_dlib("generic").build);
  EXPECT_EQ(load({.name = "hog"})->info().build, "generic");
}

TEST(DlibBuilds, AnUnknownNameIsAnsweredWithTheNearest) {
  const Error error = error_of([] { choose_dlib("avx51"); });
  EXPECT_EQ(error.kind(), ErrorKind::usage);
  EXPECT_NE(error.remedy().find("avx512"), std::string::npos) << error.what();
}

// Running them would end the process with an illegal instruction.
TEST(DlibBuilds, InstructionsThatTheCpuLacksAreRefusedByName) {
  DlibSurroundings here = dlib_surroundings();
  here.cpu = {.avx = true};
  const Error error = error_of([&] { choose_dlib("avx512", here); });
  EXPECT_EQ(error.kind(), ErrorKind::usage);
  EXPECT_EQ(error.reason(), "this CPU lacks AVX2, FMA, AVX-512 (F, BW, DQ, VL); it has SSE2, AVX");
  EXPECT_EQ(error_of([&] { choose_dlib("avx2", here); }).kind(), ErrorKind::usage);
  here.cpu = {};
  EXPECT_EQ(error_of([&] { choose_dlib("avx", here); }).reason(),
            "this CPU lacks AVX; it has SSE2");
}

TEST(DlibBuilds, AMissingModuleSaysWhereItWasSoughtAndWhatToDo) {
  const DlibSurroundings nowhere{{"/nonexistent/mien", "/nonexistent"}, kEverything};
  const Error error = error_of([&] { choose_dlib("avx2", nowhere); });
  EXPECT_EQ(error.kind(), ErrorKind::model);
  const std::string words = error.what();
  EXPECT_NE(words.find("no mien_dlib_avx2.so in /nonexistent/mien, /nonexistent"),
            std::string::npos)
      << words;
  EXPECT_NE(words.find("MIEN_DLIB_SOURCE"), std::string::npos) << words;
  EXPECT_EQ(choose_dlib("auto", nowhere).name, "generic") << "auto takes what there is";
}

TEST(DlibBuilds, AFileThatIsNoModuleIsAnErrorNotACrash) {
  const auto folder = std::filesystem::temp_directory_path() / "mien-dlib-builds-test";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "mien_dlib_sse2.so") << "not a library";
  const Error error = error_of([&] { choose_dlib("sse2", {{folder}, kEverything}); });
  std::filesystem::remove_all(folder);
  EXPECT_EQ(error.kind(), ErrorKind::model);
  EXPECT_NE(std::string(error.what()).find("mien_dlib_sse2.so"), std::string::npos);
}

TEST(DlibBuilds, AutoTakesOneThatThisCpuRunsAndRemembersIt) {
  const auto builds = source_builds();
  if (builds.empty()) GTEST_SKIP() << "built without MIEN_DLIB_SOURCE";
  DlibSurroundings here = dlib_surroundings();
  const auto folder = std::filesystem::temp_directory_path() / "mien-dlib-fastest-test";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directory(folder);
  here.memory = folder / "compiled" / "fastest";
  const std::string first = choose_dlib("auto", here).name;
  EXPECT_TRUE(first == "generic" || std::ranges::find(builds, first) != builds.end()) << first;
  std::string kept, key;
  std::getline(std::ifstream(here.memory) >> kept >> std::ws, key, '\0');
  EXPECT_EQ(kept, first);
  // What is remembered is believed, as long as it is of this machine and these builds.
  std::ofstream(here.memory) << "sse2\n" << key;
  EXPECT_EQ(choose_dlib("auto", here).name, "sse2");
  std::ofstream(here.memory) << "mmx\nof another machine";
  EXPECT_NE(choose_dlib("auto", here).name, "mmx");
  std::filesystem::remove_all(folder);
  DlibSurroundings old = dlib_surroundings();
  old.cpu = {};
  const std::string plain = choose_dlib("auto", old).name;
  EXPECT_TRUE(plain == "sse2" || plain == "generic") << plain;
}

// One dlib must not run another's functions: they share every name.
TEST(DlibBuilds, AreDifferentLibrariesInOneProcess) {
  const auto builds = source_builds();
  if (builds.empty()) GTEST_SKIP() << "built without MIEN_DLIB_SOURCE";
  const DlibBuild* before = choose_dlib("generic").build;
  for (const std::string& name : builds) {
    const DlibBuild* build = choose_dlib(name).build;
    EXPECT_NE(std::string(build->version), choose_dlib("generic").build->version);
    EXPECT_NE(build->hog, before->hog);
    EXPECT_NE(std::string(build->flags), before->flags);
    before = build;
  }
}

TEST_F(DlibBuildsOnPhoto, HogSeesTheSameFacesWhateverTheBuild) {
  std::size_t faces = 0;
  for (const auto& [width, upsample] : {std::pair{400, 1}, {640, 0}}) {
    for (const bool color : {false, true}) {
      DetectorOptions options{.name = "hog", .width = width, .upsample = upsample, .color = color};
      const auto reference = load(options)->make();
      std::vector<Detection> expected[std::size(photos_)];
      for (std::size_t i = 0; i < std::size(photos_); ++i) {
        expected[i] = faces_in(photos_[i], *reference);
        faces += expected[i].size();
      }
      for (const std::string& name : builds_) {
        SCOPED_TRACE(::testing::Message() << name << " " << width << " upsample " << upsample
                                          << (color ? " rgb" : " gray"));
        options.build = name;
        const auto model = load(options);
        EXPECT_EQ(model->info().build, name);
        const auto detector = model->make();
        for (std::size_t i = 0; i < std::size(photos_); ++i)
          expect_same(faces_in(photos_[i], *detector), expected[i]);
      }
    }
  }
  EXPECT_GT(faces, 20u) << "the pictures must show faces at most settings";
}

TEST_F(DlibBuildsOnPhoto, ColourAsksForAnRgbCanvas) {
  const auto detector = load({.name = "hog", .color = true})->make();
  EXPECT_EQ(detector->canvas(640, 360).format, PixelFormat::rgb);
  EXPECT_GE(faces_in(photos_[0], *detector).size(), 3u);
}

TEST_F(DlibBuildsOnPhoto, WorkAtTheSameTimeInOneProcess) {
  std::vector<std::unique_ptr<Detector>> detectors;
  builds_.insert(builds_.begin(), "generic");
  for (const std::string& name : builds_)
    detectors.push_back(load({.name = "hog", .upsample = 1, .build = name, .color = true})->make());
  std::vector<std::vector<Detection>> found(detectors.size());
  std::thread odd([&] {
    for (std::size_t i = 1; i < detectors.size(); i += 2)
      found[i] = faces_in(photos_[0], *detectors[i]);
  });
  for (std::size_t i = 0; i < detectors.size(); i += 2)
    found[i] = faces_in(photos_[0], *detectors[i]);
  odd.join();
  for (std::size_t i = 1; i < found.size(); ++i) expect_same(found[i], found[0]);
  EXPECT_FALSE(found[0].empty());
}

}  // namespace
}  // namespace mien::face

#endif
