// Live cameras whose audience is written down while they come, change and go.
#include "audience/live_audience.h"

#include <thread>

#include "base/sqlite_database.h"
#include "faces.h"

namespace mien::audience {
namespace {

using namespace std::chrono_literals;

class LiveAudienceTest : public FolderTest {
 protected:
  void SetUp() override {
    FolderTest::SetUp();
    desk_ = std::make_unique<StoreDesk>(file_, StoreDeskOptions{.store = {.min_audience = 1}});
    audience_ =
        std::make_unique<LiveAudience>(*desk_, tallies_, LiveAudienceOptions{.base = kNine});
  }
  void TearDown() override {
    audience_.reset();
    desk_.reset();
    FolderTest::TearDown();
  }

  static CameraConfig camera(const std::string& name, const std::string& content = "shelf") {
    return {.name = name, .input = "x", .content = content};
  }
  void apply(std::vector<CameraConfig> cameras) { audience_->apply(cameras, {}); }
  /// A face five times a second.
  void watch(const std::string& camera, double from, double to, std::int64_t track = 1,
             const std::string& content = "shelf") {
    for (int i = 0; from + i * 0.2 <= to + 1e-9; ++i) {
      const double seconds = from + i * 0.2;
      audience_->frame(camera, frame(seconds, {face(track)}, content));
    }
  }
  std::int64_t count(const std::string& query) {
    desk_->flush();
    return Database(file_).integer(query);
  }

  Tallies tallies_{1};
  std::unique_ptr<StoreDesk> desk_;
  std::unique_ptr<LiveAudience> audience_;
};

TEST_F(LiveAudienceTest, StaysAreWrittenAndTallied) {
  apply({camera("aisle")});
  watch("aisle", 0, 3);
  EXPECT_EQ(count("SELECT count(*) FROM open_exposures"), 1);
  EXPECT_EQ(tallies_.tick(kNine + 3s).contents.at(0).faces_now, 1);
  audience_->track("aisle", {.id = 1});
  EXPECT_EQ(count("SELECT count(*) FROM exposures"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM open_exposures"), 0);
  EXPECT_EQ(count("SELECT end_ms - start_ms FROM exposures"), 3000);
}

TEST_F(LiveAudienceTest, AnUnknownCameraIsNobodys) {
  apply({camera("aisle")});
  watch("till", 0, 3);
  audience_->track("till", {.id = 1});
  EXPECT_EQ(count("SELECT count(*) FROM exposures"), 0);
}

TEST_F(LiveAudienceTest, ACameraThatGoesEndsItsStaysAndOthersGoOn) {
  apply({camera("aisle"), camera("till")});
  watch("aisle", 0, 2);
  watch("till", 0, 2);
  CameraConfig faster = camera("aisle");
  faster.detect_fps = 9;
  apply({faster});
  EXPECT_EQ(count("SELECT count(*) FROM exposures"), 1) << "the till's";
  watch("aisle", 2.2, 4);
  audience_->track("aisle", {.id = 1});
  EXPECT_EQ(count("SELECT max(end_ms - start_ms) FROM exposures"), 4000)
      << "a change that concerns no content ends no stay";
  EXPECT_EQ(count("SELECT count(*) FROM open_exposures"), 0);
}

TEST_F(LiveAudienceTest, ANewContentBeginsNewStays) {
  apply({camera("aisle", "soup")});
  watch("aisle", 0, 2, 1, "soup");
  apply({camera("aisle", "cereal")});
  watch("aisle", 2.2, 4, 1, "cereal");
  audience_.reset();
  EXPECT_EQ(count("SELECT count(*) FROM exposures WHERE content = 'soup'"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM exposures WHERE content = 'cereal'"), 1) << "at the end";
}

TEST_F(LiveAudienceTest, WhoStaysWhileFiguresAreSuspendedIsOnePersonAndCountsBeforeAndAfter) {
  apply({camera("aisle"), camera("till")});
  watch("aisle", 0, 3);
  audience_->apply(std::vector{camera("aisle"), camera("till")}, {}, {"aisle"});
  EXPECT_EQ(count("SELECT count(*) FROM exposures"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM open_exposures"), 0);
  watch("aisle", 3.2, 20);
  watch("till", 3.2, 20, 9);
  EXPECT_EQ(count("SELECT count(*) FROM open_exposures WHERE camera = 'aisle'"), 0);
  EXPECT_EQ(count("SELECT count(*) FROM open_exposures WHERE camera = 'till'"), 1);
  EXPECT_EQ(tallies_.tick(kNine + 20s).contents.at(0).faces_now, 1) << "the till's";
  apply({camera("aisle"), camera("till")});
  watch("aisle", 20.2, 24);
  watch("aisle", 20.2, 24, 2);
  audience_.reset();
  EXPECT_EQ(count("SELECT max(end_ms - start_ms) FROM exposures WHERE camera = 'aisle'"), 3800);
  EXPECT_EQ(count("SELECT count(*) FROM exposures WHERE camera = 'aisle'"), 3);
  EXPECT_EQ(count("SELECT count(*) FROM exposures WHERE camera = 'aisle' AND visit = 1"), 2)
      << "two people";
}

TEST_F(LiveAudienceTest, CamerasComeAndGoWhileFramesArrive) {
  apply({camera("a"), camera("b")});
  std::atomic<bool> stop{false};
  std::vector<std::jthread> cameras;
  for (const std::string name : {"a", "b"})
    cameras.emplace_back([&, name] {
      for (int i = 0; !stop; ++i) watch(name, i * 0.2, i * 0.2, 1 + i / 50);
    });
  for (int i = 0; i < 200; ++i) {
    apply(i % 2 ? std::vector{camera("a"), camera("b")} : std::vector{camera("b", "other")});
    tallies_.tick(kNine + std::chrono::seconds(i));
  }
  stop = true;
  cameras.clear();
  audience_.reset();
  desk_->flush();
  EXPECT_EQ(Database(file_).integer("SELECT count(*) FROM open_exposures"), 0);
}

}  // namespace
}  // namespace mien::audience
