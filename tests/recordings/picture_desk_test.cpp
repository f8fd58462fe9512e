#include "recordings/picture_desk.h"

#include <vector>

#include <gtest/gtest.h>

namespace mien::recordings {
namespace {

struct Listener final : chain::SegmentOutput {
  void decoded(std::size_t) override {}
  void frame(std::size_t, std::size_t segment, FrameResult& result) override {
    frames.emplace_back(segment, result.frame.index);
  }
  void done(std::size_t, std::size_t segment, const chain::SegmentReport& report) override {
    reports.emplace_back(segment, report);
  }
  std::vector<std::pair<std::size_t, std::int64_t>> frames;  ///< segment, index
  std::vector<std::pair<std::size_t, chain::SegmentReport>> reports;
};

/// A desk with one decoder, whose store has room for `room` of its pictures.
class Pictures {
 public:
  explicit Pictures(int workers, std::size_t room = 64)
      : store_({.bytes = room * cluster::FrameStore::size_of(kWidth, kHeight)}, [](auto&) {}),
        desk(listener, store_, workers, 1) {}

  void add(std::size_t segment, std::int64_t index) {
    Frame frame;
    frame.info.index = index;
    frame.width = kWidth;
    frame.height = kHeight;
    for (int plane = 0; plane < 3; ++plane) {
      frame.planes[plane] = grey_.data();
      frame.strides[plane] = plane == 0 ? kWidth : kWidth / 2;
    }
    desk.add(0, segment, store_.put(frame).value());
  }
  std::optional<PictureJob> take() {
    return desk.take(false, [] { return false; });
  }
  static std::int64_t index(const PictureJob& job) { return job.picture.frame.info.index; }
  void see(const PictureJob& job) {
    cluster::wire::Seen seen{.ticket = job.picture.ticket};
    seen.result.frame = job.picture.frame.info;
    desk.seen(job, seen);
  }
  /// A worker is killed by a picture.
  PictureDesk::Loss lose(const PictureJob& job) { return desk.lost({job}, "two died"); }

 private:
  static constexpr int kWidth = 64, kHeight = 64;
  std::vector<std::uint8_t> grey_ = std::vector<std::uint8_t>(kWidth * kHeight, 128);
  cluster::FrameStore store_;

 public:
  Listener listener;
  PictureDesk desk;
};

// A picture on which workers die costs its segment's rest, not the workers that are left.
TEST(PictureDesk, WhatKillsTwiceIsGivenUpWithItsSegment) {
  Pictures pictures(3, 6);
  for (int i = 0; i < 4; ++i) pictures.add(0, i);
  pictures.add(1, 0);
  pictures.see(*pictures.take());
  const auto deadly = pictures.take();
  ASSERT_TRUE(deadly);
  EXPECT_FALSE(pictures.lose(*deadly).given_up);
  const auto again = pictures.take();
  ASSERT_TRUE(again);
  EXPECT_EQ(pictures.index(*again), 1) << "what the dead leave comes first";
  const PictureDesk::Loss loss = pictures.lose(*again);
  EXPECT_TRUE(loss.given_up);
  EXPECT_FALSE(loss.none_left);
  pictures.add(0, 4);  // decoded meanwhile
  pictures.desk.decoded(0, 0, {.frames_decoded = 5});
  pictures.desk.decoded(0, 1, {.frames_decoded = 1});
  const auto next = pictures.take();
  ASSERT_TRUE(next);
  EXPECT_EQ(next->segment, 1u);
  pictures.see(*next);
  EXPECT_FALSE(pictures.take());
  ASSERT_EQ(pictures.listener.reports.size(), 2u);
  EXPECT_EQ(pictures.listener.reports[0].second.error, "two died");
  EXPECT_EQ(pictures.listener.reports[0].second.frames_inferred, 1);
  EXPECT_FALSE(pictures.listener.reports[1].second.error);
  for (int i = 0; i < 6; ++i) pictures.add(2, i);  // their room is free again, or this would wait
}

// The last worker does all that is safe before it tries what killed another one.
TEST(PictureDesk, TheLastWorkerTakesWhatKilledLast) {
  Pictures pictures(2);
  for (int i = 0; i < 3; ++i) pictures.add(static_cast<std::size_t>(i), 0);
  EXPECT_FALSE(pictures.lose(*pictures.take()).none_left);
  for (std::size_t segment = 1; segment < 3; ++segment) {
    const auto job = pictures.take();
    ASSERT_TRUE(job);
    EXPECT_EQ(job->segment, segment);
    pictures.see(*job);
  }
  EXPECT_FALSE(pictures.take()) << "more may come";
  for (std::size_t segment = 0; segment < 3; ++segment) pictures.desk.decoded(0, segment, {});
  pictures.desk.decoder_done();
  const auto deadly = pictures.take();
  ASSERT_TRUE(deadly);
  EXPECT_EQ(deadly->segment, 0u);
  const PictureDesk::Loss loss = pictures.lose(*deadly);
  EXPECT_TRUE(loss.given_up);
  EXPECT_FALSE(loss.none_left) << "all is done";
  ASSERT_EQ(pictures.listener.reports.size(), 3u);
  EXPECT_EQ(pictures.listener.reports[2].second.error, "two died");
}

TEST(PictureDesk, TheLastWorkerToDieIsTold) {
  Pictures pictures(1);
  pictures.add(0, 0);
  EXPECT_TRUE(pictures.lose(*pictures.take()).none_left);
}

}  // namespace
}  // namespace mien::recordings
