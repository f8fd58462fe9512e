// A camera's decoded pictures are bounded together, those that others still hold included.
#include "media/picture_budget.h"

#include <vector>

#include <gtest/gtest.h>

#include "make_clip.h"
#include "media/decoder.h"
#include "media/demuxer.h"
#include "read_all.h"

namespace mien::test {
namespace {

constexpr int kFrames = 60;

class PictureBudgetTest : public testing::Test {
 protected:
  /// Decodes the clip within `budget`, and holds on to every picture of it.
  void hold_all(const char* name, const ClipSpec& clip, media::PictureBudget& budget) {
    make_clip(folder_ / name, clip);
    media::Demuxer demuxer(name, media::open_file((folder_ / name).string()));
    auto codec =
        media::open_decoder(*demuxer.stream().codecpar, demuxer.stream().time_base, {}, name);
    budget.watch(*codec);
    const auto packet = media::make_packet();
    while (demuxer.next(*packet) == media::Demuxer::Step::packet) {
      avcodec_send_packet(codec.get(), packet.get());
      for (auto frame = media::make_frame(); avcodec_receive_frame(codec.get(), frame.get()) >= 0;
           frame = media::make_frame())
        held_.push_back(std::move(frame));
    }
  }

  TemporaryFolder folder_;
  std::vector<media::FrameHandle> held_;
};

TEST_F(PictureBudgetTest, EndsDecodingWherePicturesAreHeldAndBeginsAgainWhereTheyAreNot) {
  const auto budget = media::PictureBudget::make(320 * 240);
  hold_all("a.mp4", {.frames = kFrames}, *budget);  // 320 x 240
  EXPECT_GT(held_.size(), 2u);
  EXPECT_LE(held_.size(), 12u) << "pictures beyond the budget";
  EXPECT_LE(budget->held(), 12 * 320 * 240 * 3 / 2);
  EXPECT_GT(budget->held(), 0) << "who holds a picture holds its memory";
  held_.clear();
  EXPECT_EQ(budget->held(), 0);
}

// A camera may have pictures of 16 megapixels; what it sends are small ones, and it wants many.
TEST_F(PictureBudgetTest, OfOneSizeItGivesWhatTheCodecNeedsAndOtherSizesHaveTheirOwn) {
  const auto budget = media::PictureBudget::make(16'000'000);
  hold_all("large.mp4", {.width = 1280, .height = 720, .frames = kFrames}, *budget);
  const std::size_t large = held_.size();
  EXPECT_GT(large, 8u);
  EXPECT_LE(large, 24u) << "of 60 that the whole budget has room for";
  hold_all("small.mp4", {.frames = kFrames}, *budget);
  EXPECT_EQ(held_.size(), large + kFrames) << "12 MiB hold them all";
}

}  // namespace
}  // namespace mien::test
