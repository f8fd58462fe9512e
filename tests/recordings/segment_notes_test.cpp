#include <gtest/gtest.h>

#include "api/bright_spot.h"
#include "recordings/segment_reader.h"

namespace mien::recordings {
namespace {

/// A folder whose segments each have a damaged picture, and one that is damaged everywhere.
class Damaged final : public Source {
 public:
  const StreamInfo& info() const override { return info_; }
  std::vector<Segment> segments() override { return {}; }
  void seek(const Segment& segment) override {
    notes_.push_back("picture " + std::to_string(segment.begin));
  }
  bool read(Frame&) override { return false; }
  std::int64_t damaged_packets() const override { return 0; }
  std::string damage() const override { return {}; }
  std::vector<std::string> notes() const override { return notes_; }

 private:
  StreamInfo info_;
  std::vector<std::string> notes_{"the folder"};
};

struct Notes final : chain::SegmentOutput {
  void decoded(std::size_t) override {}
  void frame(std::size_t, std::size_t, FrameResult&) override {}
  void done(std::size_t, std::size_t, const chain::SegmentReport& report) override {
    all.push_back(report.notes);
  }
  std::vector<std::vector<std::string>> all;
};

// With all notes so far in each report their number grows with the square of the pictures'.
TEST(SegmentNotes, EachIsReportedOnce) {
  RunConfig config;
  config.cameras = {{.name = "photos", .input = "photos"}};
  config.detector = "bright-spot";
  config.emotion = "none";
  const OwnStages stages = test::own_stages(1);
  const chain::Models models(config, {}, 1, stages);
  const std::atomic<bool> stop{false};
  const WorkerTools tools{config, models, chain::masks_of(config), [] { return false; }, &stop};
  Notes notes;
  SegmentReader reader(tools, notes);
  reader.begin({.last = 3,
                .segments = {{0, 16}, {16, 32}, {32, 48}},
                .source = std::make_unique<Damaged>()});
  Frame frame;
  FramePlace place;
  EXPECT_FALSE(reader.read(frame, place));
  EXPECT_EQ(notes.all, (std::vector<std::vector<std::string>>{
                           {"the folder", "picture 0"}, {"picture 16"}, {"picture 32"}}));
}

}  // namespace
}  // namespace mien::recordings
