#include "recorded/recording_files.h"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "mien/error.h"

#include "video/make_clip.h"
#include "video/read_all.h"

namespace mien::test {
namespace {

using recorded::recording_files;
using testing::ElementsAre;

class RecordingFiles : public testing::Test {
 protected:
  void clip(const std::string& name) {
    std::filesystem::create_directories((folder_ / name).parent_path());
    make_clip(folder_ / name, {.width = 32, .height = 24, .frames = 2});
  }
  void file(const std::string& name, const std::string& text = "x") {
    std::filesystem::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name) << text;
  }
  std::vector<std::string> found(const std::string& input) {
    auto files = recording_files((folder_ / input).string())->files;
    for (std::string& one : files) one = std::filesystem::relative(one, folder_ / "").string();
    return files;
  }
  TemporaryFolder folder_;
};

TEST_F(RecordingFiles, OfAFolderAndThoseWithinIt) {
  clip("week/day10/1.mp4");
  clip("week/day2/2.mp4");
  clip("week/.trash/3.mp4");
  file("week/notes.txt");
  EXPECT_THAT(found("week"), ElementsAre("week/day2/2.mp4", "week/day10/1.mp4"));
  const auto all = recording_files((folder_ / "week").string());
  ASSERT_EQ(all->passed_over.size(), 1u);
  EXPECT_EQ(all->passed_over[0].file, "notes.txt");
}

TEST_F(RecordingFiles, OfALinkedFolderEachOnce) {
  clip("elsewhere/1.mp4");
  clip("week/2.mp4");
  std::filesystem::create_directory_symlink(folder_ / "elsewhere", folder_ / "week/cam1");
  std::filesystem::create_directory_symlink(folder_ / "week", folder_ / "week/again");
  const auto all = recording_files((folder_ / "week").string());
  EXPECT_THAT(all->files, ElementsAre((folder_ / "week/2.mp4").string(),
                                      (folder_ / "week/cam1/1.mp4").string()));
  ASSERT_EQ(all->passed_over.size(), 1u);
  EXPECT_EQ(all->passed_over[0].file, "again");
}

// The content counts.
// As seen with the folder lost+found of a disk: nothing at all was read.
TEST_F(RecordingFiles, WhatCannotBeLookedAtKeepsNothingElseFromBeingRead) {
  clip("week/1.mp4");
  std::filesystem::create_directory_symlink("self", folder_ / "week/self");
  const auto all = recording_files((folder_ / "week").string());
  EXPECT_EQ(all->files.size(), 1u);
  ASSERT_EQ(all->passed_over.size(), 1u);
  EXPECT_EQ(all->passed_over[0].file, "self");
  if (::geteuid() == 0) GTEST_SKIP() << "root may read everything";
  std::filesystem::create_directory(folder_ / "week/lost");
  std::filesystem::permissions(folder_ / "week/lost", std::filesystem::perms::none);
  EXPECT_THAT(recording_files((folder_ / "week").string())->passed_over[0].reason,
              testing::HasSubstr("a folder that cannot be read: "));
}

TEST_F(RecordingFiles, AClipThatIsNamedAsAPictureIsAClip) {
  clip("week/1.mp4");
  std::filesystem::copy_file(folder_ / "week/1.mp4", folder_ / "week/2.jpg");
  EXPECT_THAT(found("week"), ElementsAre("week/1.mp4", "week/2.jpg"));
}

TEST_F(RecordingFiles, OfAPattern) {
  clip("a1.mp4");
  clip("a2.mp4");
  clip("b.mp4");
  clip("a3/c.mp4");
  EXPECT_THAT(found("a*"), ElementsAre("a1.mp4", "a2.mp4", "a3/c.mp4"));
  EXPECT_THROW(recording_files((folder_ / "x*.mp4").string()), Error);
  clip("odd[1].mp4");  // a path that is there is no pattern
  EXPECT_FALSE(recording_files((folder_ / "odd[1].mp4").string()));
}

TEST_F(RecordingFiles, OneThingIsNotSeveral) {
  clip("a.mp4");
  file("empty/.keep");
  EXPECT_FALSE(recording_files((folder_ / "a.mp4").string()));
  EXPECT_FALSE(recording_files((folder_ / "none.mp4").string()));
  EXPECT_FALSE(recording_files((folder_ / "empty").string()));
  EXPECT_FALSE(recording_files("rtsp://10.0.0.7/*"));
  EXPECT_FALSE(recording_files("loop:*.mp4"));
}

TEST_F(RecordingFiles, AFolderWithPicturesIsOneOfPictures) {
  clip("mixed/a.mp4");
  file("mixed/shot.jpg");
  EXPECT_FALSE(recording_files((folder_ / "mixed").string()));
}

}  // namespace
}  // namespace mien::test
