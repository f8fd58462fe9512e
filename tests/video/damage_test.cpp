// Shops have broken recordings. What can be read is read, the rest is counted and named.
#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "make_clip.h"
#include "read_all.h"
#include "video/stream_source.h"

namespace mien::test {
namespace {

using testing::HasSubstr;

class Damaged : public testing::Test {
 protected:
  TemporaryFolder folder_;
};

TEST_F(Damaged, SpoiledPacketsAreSkippedAndNamed) {
  make_clip(folder_ / "a.mkv", {.frames = 60});
  std::string bytes = bytes_of(folder_ / "a.mkv");
  for (std::size_t i = bytes.size() / 2; i < bytes.size() / 2 + 600; ++i) bytes[i] = '\x13';
  write_file(folder_ / "b.mkv", bytes);
  const auto source = video::open_source((folder_ / "b.mkv").string());
  const auto seen = read_all(*source);
  EXPECT_GT(seen.size(), 20U);
  EXPECT_GT(source->damaged_packets(), 0);
  EXPECT_FALSE(source->damage().empty());
}

TEST_F(Damaged, AnMp4ThatEndsEarlyIsReadAsFarAsItGoes) {
  make_clip(folder_ / "a.mp4", {.frames = 60, .muxer_options = {{"movflags", "faststart"}}});
  const std::string bytes = bytes_of(folder_ / "a.mp4");
  write_file(folder_ / "b.mp4", bytes.substr(0, bytes.size() * 2 / 3));
  const auto source = video::open_source((folder_ / "b.mp4").string());
  const auto seen = read_all(*source);
  EXPECT_GT(seen.size(), 20U);
  EXPECT_LT(seen.size(), 60U);
  EXPECT_GE(source->damaged_packets(), 60 - static_cast<std::int64_t>(seen.size()) - 1);
  EXPECT_THAT(source->damage(), HasSubstr("ends early"));
}

TEST_F(Damaged, AMatroskaThatEndsEarlyIsReadAsFarAsItGoes) {
  make_clip(folder_ / "a.mkv", {.frames = 60});
  const std::string bytes = bytes_of(folder_ / "a.mkv");
  write_file(folder_ / "b.mkv", bytes.substr(0, bytes.size() * 2 / 3));
  const auto source = video::open_source((folder_ / "b.mkv").string());
  EXPECT_GT(read_all(*source).size(), 20U);
  EXPECT_GT(source->damaged_packets(), 0);
}

// These demuxers pass over a hole, and tell the log alone.
TEST_F(Damaged, AHoleInAContainerIsTold) {
  for (const std::string ending : {"mkv", "webm", "flv"}) {
    ClipSpec spec{.width = 96, .height = 64, .frames = 400};
    if (ending == "webm") spec.encoder = "libvpx";
    make_clip(folder_ / ("a." + ending), spec);
    std::string bytes = bytes_of(folder_ / ("a." + ending));
    for (std::size_t i = bytes.size() / 2; i < bytes.size() * 6 / 10; ++i) bytes[i] = 0;
    write_file(folder_ / ("b." + ending), bytes);
    const auto source = video::open_source((folder_ / ("b." + ending)).string());
    EXPECT_LT(read_all(*source).size(), 400U) << ending;
    EXPECT_GT(source->damaged_packets(), 0) << ending;
  }
}

// The look at a container's streams reads ahead, through holes too.
TEST_F(Damaged, AHoleAtItsBeginIsToldOnce) {
  for (const std::string ending : {"mkv", "flv"}) {
    ClipSpec spec{.width = 96, .height = 64, .frames = 150, .gop = 5, .audio = ending == "mkv"};
    spec.muxer_options = {{ending == "mkv" ? "cluster_time_limit" : "flvflags",
                           ending == "mkv" ? "200" : "no_duration_filesize"}};
    make_clip(folder_ / ("a." + ending), spec);
    std::string bytes = bytes_of(folder_ / ("a." + ending));
    for (std::size_t i = bytes.size() / 4; i < bytes.size() / 3; ++i) bytes[i] = 0;
    write_file(folder_ / ("b." + ending), bytes);
    const auto source = video::open_source((folder_ / ("b." + ending)).string());
    EXPECT_LT(read_all(*source).size(), 150U) << ending;
    EXPECT_THAT(source->damage(), HasSubstr("cannot be read")) << ending;
    EXPECT_EQ(source->damaged_packets(), 1) << ending << ": " << source->damage();
  }
}

// Recorders reserve space ahead; a file that was cut off in time keeps it.
TEST_F(Damaged, ZerosBehindARecordingAreNone) {
  for (const std::string ending : {"ts", "mpg", "mkv", "flv", "mp4", "avi"}) {
    ClipSpec spec{.width = 96, .height = 64, .frames = 60};
    if (ending == "mpg") spec.encoder = "mpeg2video";
    make_clip(folder_ / ("a." + ending), spec);
    write_file(folder_ / ("b." + ending),
               bytes_of(folder_ / ("a." + ending)) + std::string(9'000'000, '\0'));
    const auto source = video::open_source((folder_ / ("b." + ending)).string());
    EXPECT_EQ(read_all(*source).size(), 60U) << ending;
    EXPECT_EQ(source->damaged_packets(), 0) << ending << ": " << source->damage();
  }
}

TEST_F(Damaged, SoundFilesReportNone) {
  for (const std::string name : {"a.mp4", "a.mkv", "a.avi", "a.ts", "a.mov", "a.flv"}) {
    make_clip(folder_ / name, {.frames = 30, .b_frames = 2, .audio = true});
    const auto source = video::open_source((folder_ / name).string());
    EXPECT_EQ(read_all(*source).size(), 30U) << name;
    EXPECT_EQ(source->damaged_packets(), 0) << name << ": " << source->damage();
  }
}

TEST_F(Damaged, AFileWithoutOneGoodFrameIsVisible) {
  make_clip(folder_ / "a.mp4", {.frames = 5});
  std::string bytes = bytes_of(folder_ / "a.mp4");
  const std::size_t data = bytes.find("mdat") + 4;
  const std::size_t end = bytes.find("moov") - 4;
  ASSERT_LT(data, end);
  for (std::size_t i = data; i < end; ++i) bytes[i] = static_cast<char>(i * 7);
  write_file(folder_ / "b.mp4", bytes);
  const auto source = video::open_source((folder_ / "b.mp4").string());
  EXPECT_EQ(read_all(*source).size(), 0U);
  EXPECT_GT(source->damaged_packets(), 0);
}

TEST_F(Damaged, EachFaultIsCountedOnceHoweverTheWorkIsShared) {
  make_clip(folder_ / "a.mp4", {.width = 96, .height = 64, .frames = 420, .gop = 25});
  std::string bytes = bytes_of(folder_ / "a.mp4");
  const std::size_t data = bytes.find("mdat") + 4;
  const std::size_t end = bytes.find("moov") - 4;
  for (std::size_t part = 1; part < 10; ++part) {
    const std::size_t at = data + (end - data) * part / 10;
    for (std::size_t i = at; i < at + 40; ++i) bytes[i] = '\x55';
  }
  write_file(folder_ / "b.mp4", bytes);
  const std::string file = (folder_ / "b.mp4").string();
  const auto straight = video::open_source(file);
  const auto all = read_all(*straight);
  ASSERT_GT(straight->damaged_packets(), 0);
  std::int64_t damaged = 0;
  std::size_t frames = 0;
  for (const Segment& segment : straight->segments()) {
    const auto source = video::open_source(file);
    source->seek(segment);
    frames += read_all(*source).size();
    damaged += source->damaged_packets();
  }
  EXPECT_EQ(frames, all.size());
  EXPECT_EQ(damaged, straight->damaged_packets());
  // One after the other, by one reader that goes on where it may.
  const auto reader = video::open_source(file);
  frames = 0;
  for (const Segment& segment : straight->segments()) {
    reader->seek(segment);
    frames += read_all(*reader).size();
  }
  EXPECT_EQ(frames, all.size());
  EXPECT_EQ(reader->damaged_packets(), straight->damaged_packets());
}

// Of open groups, the first pictures of a segment are read by the reader of the one before, too.
TEST_F(Damaged, EachHoleIsCountedOnceHoweverTheWorkIsShared) {
  ClipSpec spec{.width = 96, .height = 64, .frames = 420, .gop = 25, .b_frames = 3};
  spec.open_gop = true;
  make_clip(folder_ / "a.mkv", spec);
  const std::string whole = bytes_of(folder_ / "a.mkv");
  for (int place = 4; place < 36; ++place) {
    std::string bytes = whole;
    const std::size_t at = whole.size() * static_cast<std::size_t>(place) / 40;
    std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), 3000, '\0');
    write_file(folder_ / "b.mkv", bytes);
    const std::string file = (folder_ / "b.mkv").string();
    const auto straight = video::open_source(file);
    const std::size_t frames = read_all(*straight).size();
    std::size_t shared_frames = 0;
    std::int64_t damaged = 0;
    for (const Segment& segment : straight->segments()) {
      const auto source = video::open_source(file);
      source->seek(segment);
      shared_frames += read_all(*source).size();
      damaged += source->damaged_packets();
    }
    EXPECT_EQ(shared_frames, frames) << place;
    EXPECT_EQ(damaged, straight->damaged_packets()) << place << ": " << straight->damage();
  }
}

/// A disk of which a part can no longer be read.
class FailingDisk : public media::Bytes {
 public:
  FailingDisk(const std::string& bytes, std::int64_t good) : bytes_(bytes), good_(good) {}
  std::int64_t size() const override { return std::ssize(bytes_); }
  std::int64_t read_at(std::int64_t offset, std::uint8_t* into, std::int64_t count) override {
    if (offset >= size()) return 0;
    count = std::min(count, size() - offset);
    if (offset + count > good_) return -1;
    std::copy_n(bytes_.begin() + offset, count, into);
    return count;
  }

 private:
  const std::string& bytes_;
  std::int64_t good_;
};

TEST_F(Damaged, ADiskThatFailsIsNotTakenForTheEnd) {
  make_clip(folder_ / "a.mp4",
            {.frames = 420, .b_frames = 2, .muxer_options = {{"movflags", "faststart"}}});
  const std::string bytes = bytes_of(folder_ / "a.mp4");
  const auto open = [&] {
    return std::make_unique<media::Demuxer>(
        "disk", std::make_unique<FailingDisk>(bytes, std::ssize(bytes) * 2 / 3));
  };
  video::StreamSource source(open, {}, nullptr);
  std::size_t frames = 0;
  std::string words;
  Frame frame;
  try {
    while (source.read(frame)) ++frames;
  } catch (const Error& error) {
    words = error.what();
  }
  EXPECT_GT(frames, 200U);
  EXPECT_THAT(words, HasSubstr("stopped before its end")) << source.damage();
  EXPECT_FALSE(source.read(frame));  // said once
  EXPECT_NO_THROW(source.segments());
}

}  // namespace
}  // namespace mien::test
