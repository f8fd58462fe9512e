// An input that cannot be read must say what is wrong with it, and never open anything else.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/url.h"
#include "make_clip.h"
#include "media/versions.h"
#include "read_all.h"
#include "video/live_source.h"
#include "video/open_memory.h"

namespace mien::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class Open : public testing::Test {
 protected:
  TemporaryFolder folder_;
  std::string path(const std::string& name) const { return (folder_ / name).string(); }
};

TEST_F(Open, NamesWhatIsWrong) {
  EXPECT_THAT(refusal(path("none.mp4")), HasSubstr("no such file"));
  EXPECT_THAT(refusal(""), HasSubstr("no input"));
  write_file(folder_ / "empty.mp4", "");
  EXPECT_THAT(refusal(path("empty.mp4")), HasSubstr("empty"));
  write_file(folder_ / "text.mp4", "Dear diary,\ntoday I was renamed to a film.\n");
  EXPECT_THAT(refusal(path("text.mp4")), HasSubstr("not a media file"));
  write_file(folder_ / "noise.mp4", std::string(5000, '\x5a'));
  EXPECT_THAT(refusal(path("noise.mp4")), HasSubstr("not a media file"));
  std::filesystem::create_directory(folder_ / "folder");
  write_file(folder_ / "folder" / "notes.txt", "none");
  EXPECT_THAT(refusal(path("folder")), HasSubstr("without images"));
  EXPECT_THAT(refusal("v4l2:/dev/video0"), HasSubstr("no such device"));
  EXPECT_THAT(refusal("ftp://host/clip.mp4"), HasSubstr("ftp"));
  EXPECT_THAT(refusal("loop:"), HasSubstr("no clip"));
  EXPECT_THAT(refusal("loop:" + path("none.mp4")), HasSubstr("no such file"));
}

TEST_F(Open, RefusesWhatIsNoRegularFile) {
  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
  EXPECT_THAT(refusal(path("pipe")), HasSubstr("not a regular file"));
  EXPECT_THAT(refusal("/dev/zero"), HasSubstr("not a regular file"));
}

TEST_F(Open, SaysThatPermissionIsMissing) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may read everything";
  make_clip(folder_ / "a.mp4", {.frames = 2});
  ASSERT_EQ(::chmod(path("a.mp4").c_str(), 0), 0);
  EXPECT_THAT(refusal(path("a.mp4")), HasSubstr("permission"));
}

TEST_F(Open, SaysThatThereIsOnlySound) {
  make_clip(folder_ / "sound.mp4", {.video = false, .audio = true});
  EXPECT_THAT(refusal(path("sound.mp4")), HasSubstr("no video stream (only audio)"));
}

TEST_F(Open, SaysThatTheIndexIsMissing) {
  make_clip(folder_ / "a.mp4", {.frames = 40});
  const std::string bytes = bytes_of(folder_ / "a.mp4");
  write_file(folder_ / "cut.mp4", bytes.substr(0, bytes.size() / 2));
  EXPECT_THAT(refusal(path("cut.mp4")), HasSubstr("truncated: its index is missing"));
}

TEST_F(Open, APathIsOnlyAPath) {
  for (const std::string name :
       {"-i.mp4", "a:b.mp4", "img%03d.mp4", "file:x.mp4", "loop:y.mp4", "a b*?[c].mp4"}) {
    make_clip(folder_ / name, {.frames = 3});
    EXPECT_EQ(read_all(folder_ / name).size(), 3U) << name;
  }
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder_.string());
  EXPECT_EQ(read_all("-i.mp4").size(), 3U);
  std::filesystem::current_path(before);
}

// As recordings and as cameras alike.
TEST_F(Open, WhatExistsAsAPathIsAPath) {
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder_.string());
  make_clip("y.mp4", {.frames = 3});
  EXPECT_EQ(input_kind("loop:y.mp4"), InputKind::replay);
  EXPECT_EQ(file_behind("loop:y.mp4"), "y.mp4");
  EXPECT_TRUE(video::open_live("loop:y.mp4", {})->info().live);
  EXPECT_EQ(input_kind("v4l2:/dev/video0"), InputKind::device);
  EXPECT_EQ(file_behind("v4l2:/dev/video0"), "/dev/video0");
  EXPECT_EQ(input_kind("RTSP://host/a"), InputKind::address);
  EXPECT_EQ(input_kind("is there/a://b"), InputKind::path);
  for (const std::string name : {"loop:y.mp4", "v4l2:y.mp4"}) {
    make_clip(name, {.frames = 3});
    EXPECT_EQ(input_kind(name), InputKind::path) << name;
    EXPECT_EQ(file_behind(name), name);
    EXPECT_EQ(read_all(name).size(), 3U) << name;
    EXPECT_THROW(video::open_live(name, {}), Error) << name;
  }
  std::filesystem::current_path(before);
}

TEST_F(Open, AnImageNamedLikeAPatternIsOneImage) {
  make_clip(folder_ / "img%03d.png", {.encoder = "png", .frames = 1, .format = AV_PIX_FMT_RGB24});
  make_clip(folder_ / "img001.png", {.encoder = "png", .frames = 1, .format = AV_PIX_FMT_RGB24});
  EXPECT_EQ(read_all(folder_ / "img%03d.png").size(), 1U);
}

TEST_F(Open, PlaylistsDoNotOpenOtherFiles) {
  make_clip(folder_ / "secret.ts", {.frames = 30});
  const std::string target = path("secret.ts");
  write_file(folder_ / "a.m3u8",
             "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:1.2,\n" + target + "\n#EXT-X-ENDLIST\n");
  write_file(folder_ / "a.ffconcat", "ffconcat version 1.0\nfile secret.ts\n");
  write_file(folder_ / "a.sdp",
             "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\n"
             "m=video 5004 RTP/AVP 96\na=rtpmap:96 H264/90000\n");
  EXPECT_THAT(refusal(path("a.m3u8")),
              HasSubstr("contains no pictures but names of other files, as playlists do"));
  EXPECT_THAT(refusal(path("a.ffconcat")), Not(testing::IsEmpty()));
  EXPECT_THAT(refusal(path("a.sdp")), Not(testing::IsEmpty()));
}

TEST_F(Open, PasswordsStayOutOfMessages) {
  for (const std::string url :
       {"rtsp://admin:s3cret@127.0.0.1:1/x", "http://admin:s3cr@et@127.0.0.1:1/s3cret@x",
        "ftp://admin:s3cret@host/x", "loop:rtsp://admin:s3cret@host/x"}) {
    const std::string words = refusal(url);
    EXPECT_FALSE(words.empty()) << url;
    EXPECT_THAT(words, Not(HasSubstr("s3c"))) << words;
  }
}

TEST_F(Open, StopEndsTheWaitForAnAddress) {
  const std::atomic<bool> stop = true;
  EXPECT_THROW(video::open_source("http://127.0.0.1:1/x.mp4", {.stop = &stop}), Error);
}

TEST_F(Open, MemoryReadsLikeAFile) {
  make_clip(folder_ / "a.mkv", {.frames = 12});
  const std::string bytes = bytes_of(folder_ / "a.mkv");
  const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
  EXPECT_EQ(read_all(*video::open_memory({data, bytes.size()})).size(), 12U);
  EXPECT_THROW(video::open_memory({}), Error);
}

TEST(Versions, NameTheLibraries) {
  const auto versions = media::library_versions();
  EXPECT_THAT(versions, testing::Contains(testing::Key("libavcodec")));
}

}  // namespace
}  // namespace mien::test
