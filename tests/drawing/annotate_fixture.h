#pragma once
/// \file A folder with clips to annotate.

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "video/make_clip.h"
#include "video/video.h"

namespace mien::drawing {

class WriteAnnotated : public testing::Test {
 protected:
  void SetUp() override {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    dir_ = std::filesystem::temp_directory_path() /
           ("mien annotate, 'x' " + std::string(test->name()));
    std::filesystem::remove_all(dir_);
    std::filesystem::create_directories(dir_);
  }
  void TearDown() override { std::filesystem::remove_all(dir_); }

  std::filesystem::path clip(const test::ClipSpec& spec, const std::string& name = "in.mp4",
                             const test::Painter& paint = test::paint_moving) {
    test::make_clip(dir_ / name, spec, paint);
    return dir_ / name;
  }
  /// Gray stripes, `width` pixels each, as light and dark as told.
  static test::Painter stripes(int width, int dark, int light) {
    return [=](int, AVFrame& f) {
      for (int y = 0; y < f.height; ++y)
        for (int x = 0; x < f.width; ++x)
          f.data[0][y * f.linesize[0] + x] =
              static_cast<std::uint8_t>(x / width % 2 ? light : dark);
      for (int i = 1; i < 3; ++i)
        std::fill_n(f.data[i], f.linesize[i] * ((f.height + 1) / 2), std::uint8_t{128});
    };
  }
  static std::vector<FrameResult> one_face(const Box& box) {
    FrameResult r;
    r.faces.resize(1);
    r.faces[0].detection.box = box;
    r.faces[0].track = 1;
    r.faces[0].expression.label = Emotion::anger;
    r.faces[0].expression.confidence = 0.9f;
    FrameResult later = r;
    later.frame.seconds = 1;
    return {r, later};
  }
  static std::vector<double> times(const std::filesystem::path& file) {
    std::vector<double> out;
    const auto source = video::open_source(file.string());
    for (Frame frame; source->read(frame);) out.push_back(frame.info.seconds);
    return out;
  }

  std::filesystem::path dir_;
};

}  // namespace mien::drawing
