#pragma once
#include <gtest/gtest.h>

#include "make_clip.h"
#include "read_all.h"

namespace mien::test {

class ClipTest : public testing::Test {
 protected:
  /// Makes and opens a clip; `frame_` is its first frame, valid until the next `open`.
  Source* open(const std::string& name, const ClipSpec& spec, const Painter& paint = paint_moving) {
    make_clip(folder_ / name, spec, paint);
    source_ = video::open_source((folder_ / name).string());
    EXPECT_TRUE(source_->read(frame_)) << name << ": " << source_->damage();
    return source_.get();
  }

  TemporaryFolder folder_;
  std::unique_ptr<Source> source_;
  Frame frame_;
};

}  // namespace mien::test
