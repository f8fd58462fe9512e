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

TEST(PictureBudget, EndsDecodingWherePicturesAreHeldAndBeginsAgainWhereTheyAreNot) {
  TemporaryFolder folder;
  const auto file = folder / "a.mp4";
  make_clip(file, {.frames = kFrames});  // 320 x 240
  media::Demuxer demuxer("a.mp4", media::open_file(file.string()));
  const auto budget = media::PictureBudget::make(320 * 240);
  std::vector<media::FrameHandle> held;
  {
    auto codec =
        media::open_decoder(*demuxer.stream().codecpar, demuxer.stream().time_base, {}, "a");
    budget->watch(*codec);
    const auto packet = media::make_packet();
    while (demuxer.next(*packet) == media::Demuxer::Step::packet) {
      avcodec_send_packet(codec.get(), packet.get());
      for (auto frame = media::make_frame(); avcodec_receive_frame(codec.get(), frame.get()) >= 0;
           frame = media::make_frame())
        held.push_back(std::move(frame));
    }
    EXPECT_GT(held.size(), 2u);
    EXPECT_LE(held.size(), 12u) << "pictures beyond the budget";
    EXPECT_GT(budget->held(), 0);
    EXPECT_LE(budget->held(), 12 * 320 * 240 * 3 / 2);
  }
  EXPECT_GT(budget->held(), 0) << "who holds a picture holds its memory";
  held.clear();
  EXPECT_EQ(budget->held(), 0);
}

}  // namespace
}  // namespace mien::test
