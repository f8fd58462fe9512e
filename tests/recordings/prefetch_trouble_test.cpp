// What is wrong with one input of processes-prefetch is told of that input; the run goes on.
#include <deque>
#include <utility>

#include <gtest/gtest.h>

#include "mien/error.h"

#include "api/bright_spot.h"
#include "recordings/picture_decoder.h"
#include "recordings/picture_server.h"

namespace mien::recordings {
namespace {

using test::BrightSpot;

RunConfig two_inputs() {
  RunConfig config;
  config.cameras = {{.name = "one.mp4", .input = "one.mp4"},
                    {.name = "two.mp4", .input = "two.mp4"}};
  config.approach = "processes-prefetch";
  config.detector = "bright-spot";
  config.emotion = "none";
  config.detect_fps = 0;
  return config;
}

struct Reports final : chain::SegmentOutput {
  void decoded(std::size_t) override {}
  void frame(std::size_t, std::size_t, FrameResult&) override {}
  void done(std::size_t input, std::size_t, const chain::SegmentReport& report) override {
    inputs.push_back(input);
    reports.push_back(report);
  }
  std::vector<std::size_t> inputs;
  std::vector<chain::SegmentReport> reports;
};

TEST(PrefetchTrouble, APictureLargerThanTheStoreIsItsInputsError) {
  const RunConfig config = two_inputs();
  const OwnStages stages = test::own_stages(3);
  const chain::Models models(config, {}, 1, stages);
  const std::atomic<bool> stop{false};
  const WorkerTools tools{config, models,       chain::masks_of(config), [] { return false; },
                          &stop,  stages.source};
  cluster::FrameStore store({.bytes = 1}, [](auto&) {});
  Reports reports;
  PictureDesk desk(reports, store, 1, 1);
  PictureDecoder decoder(tools, store, desk, reports);
  for (const std::size_t input : {0u, 1u})
    EXPECT_NO_THROW(decoder.run({.input = input, .last = 1, .segments = {Segment{}}}));
  ASSERT_EQ(reports.inputs, (std::vector<std::size_t>{0, 1}));
  for (const std::size_t input : {0u, 1u}) {
    const std::string error = reports.reports[input].error.value_or("");
    EXPECT_TRUE(error.starts_with(config.cameras[input].name + ": ")) << error;
    EXPECT_NE(error.find("tuning.prefetch"), std::string::npos) << error;
  }
}

/// Cannot search the next picture after it was told so.
class Choosy final : public BrightSpot {
 public:
  explicit Choosy(bool& fails) : fails_(fails) {}
  std::vector<Detection> detect(const Letterbox& box) override {
    if (std::exchange(fails_, false))
      throw Error(ErrorKind::input, "a picture", "cannot be scaled");
    return BrightSpot::detect(box);
  }

 private:
  bool& fails_;
};

/// Sends what it was given, and keeps what it is sent.
struct Line final : cluster::Link {
  explicit Line(bool& first_fails) : fails(first_fails) {}
  bool send(const cluster::wire::Message& message) override {
    if (const auto* seen = std::get_if<cluster::wire::Seen>(&message)) answers.push_back(*seen);
    return true;
  }
  std::optional<cluster::wire::Message> receive(const std::function<void()>&) override {
    if (orders.empty()) return cluster::wire::Over{};
    cluster::wire::Message order = std::move(orders.front());
    orders.pop_front();
    fails = answers.empty();
    return order;
  }
  bool& fails;
  std::deque<cluster::wire::Message> orders;
  std::vector<cluster::wire::Seen> answers;
};

TEST(PrefetchTrouble, APictureThatCannotBeSearchedIsItsInputsError) {
  const RunConfig config = two_inputs();
  RunHooks hooks{.stages = test::own_stages(3)};
  bool fails = false;
  hooks.stages.detector->make = [&](int) { return std::make_unique<Choosy>(fails); };
  cluster::FrameStore store({.bytes = 1 << 20}, [](auto&) {});
  Line line{fails};
  test::Wanderer source("one.mp4", 2);
  Frame frame;
  for (std::uint64_t ticket = 0; source.read(frame); ++ticket)
    line.orders.push_back(cluster::wire::SharedPictures{0, {{ticket, store.put(frame).value()}}});
  const std::atomic<bool> stop{false};
  serve_pictures(config, {}, store, 0, line, stop, hooks);
  ASSERT_EQ(line.answers.size(), 2u);
  EXPECT_NE(line.answers[0].error.find("cannot be scaled"), std::string::npos);
  EXPECT_EQ(line.answers[1].error, "");
  EXPECT_EQ(line.answers[1].result.faces.size(), 1u);
  PictureJob job{.picture = {0, store.put(frame).value()}};
  Reports reports;
  PictureDesk desk(reports, store, 1, 1);
  desk.add(0, 0, job.picture.frame);
  job = desk.take(false, [] { return false; }).value();
  desk.seen(job, line.answers[0]);
  desk.decoded(0, 0, {});
  ASSERT_EQ(reports.reports.size(), 1u);
  EXPECT_TRUE(reports.reports[0].error);
}

}  // namespace
}  // namespace mien::recordings
