// A camera changed in the file: the rest of the file stays as somebody wrote it.
#include "config/config_edit.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mien/error.h"

#include "base/temporary_folder.h"
#include "config/config_reader.h"

namespace mien::config {
namespace {

using testing::HasSubstr;
using testing::Not;
namespace fs = std::filesystem;

const std::map<std::string, std::string> kEnvironment = {{"MIEN_PW", "hush:hush"}};

constexpr char kFile[] =
    "# store 17\n"
    "cameras:\n"
    "  # by the door\n"
    "  aisle:\n"
    "    input: \"rtsp://u:{MIEN_PW}@camera/1\"   # the main stream\n"
    "    detect: { fps: 5 }\n"
    "\n"
    "  # over the till\n"
    "  till: { input: till.mp4 }\n"
    "# what is shown\n"
    "contents:\n"
    "  soup: { title: \"Soup\" }   # of the week\n";

EditedText put(const std::string& text, const std::string& name, const std::string& section) {
  return edit_camera(text, "mien.yaml", name, &section, kEnvironment);
}
EditedText removed(const std::string& text, const std::string& name) {
  return edit_camera(text, "mien.yaml", name, nullptr, kEnvironment);
}
RunConfig read(const std::string& text) {
  return config::parse_config(text, "mien.yaml", kEnvironment);
}

TEST(ConfigEdit, ANewCameraDisturbsNoLine) {
  const EditedText edited =
      put(kFile, "window", R"({"input": "rtsp://10.0.0.7/main", "content": "soup",
                               "zones": {"left side": [[0, 0], [0.5, 0], [0.5, 1]]}})");
  EXPECT_EQ(edited.comments_lost, 0);
  EXPECT_THAT(edited.text, HasSubstr("  window:\n"));
  std::string rest = edited.text;
  const auto begin = rest.find("  window:"), end = rest.find("# what is shown");
  rest.erase(begin, end - begin);
  EXPECT_EQ(rest, kFile) << "every other line is as it was";
  EXPECT_EQ(read(edited.text).cameras[2].zones.at("left side").size(), 3u);
}

TEST(ConfigEdit, AChangedOneLosesItsOwnCommentsAndSaysSo) {
  const EditedText edited =
      put(kFile, "aisle", R"({"input": "aisle.mp4", "detect": {"fps": 2.5}})");
  EXPECT_EQ(edited.comments_lost, 1);
  EXPECT_THAT(edited.text, HasSubstr("# by the door\n"));
  EXPECT_THAT(edited.text, HasSubstr("  # over the till\n  till: { input: till.mp4 }\n"));
  EXPECT_THAT(edited.text, Not(HasSubstr("the main stream")));
  EXPECT_EQ(read(edited.text).cameras[0].detect_fps, 2.5);
}

TEST(ConfigEdit, ARemovedOneTakesItsLinesAlone) {
  const EditedText edited = removed(kFile, "aisle");
  EXPECT_EQ(edited.comments_lost, 1);
  EXPECT_THAT(edited.text, HasSubstr("cameras:\n"));
  EXPECT_EQ(read(edited.text).cameras.size(), 1u);
  EXPECT_THAT(edited.text, HasSubstr("soup: { title: \"Soup\" }   # of the week"));
}

TEST(ConfigEdit, TheLastOneLeavesAnEmptySection) {
  const std::string one = "cameras:\n  aisle: { input: a.mp4 }\nworkers: 1\n";
  const EditedText edited = removed(one, "aisle");
  EXPECT_EQ(edited.text, "cameras: {}\nworkers: 1\n");
  EXPECT_EQ(put(edited.text, "a b", R"({"input": "a.mp4"})").text,
            "cameras:\n  \"a b\":\n    input: \"a.mp4\"\nworkers: 1\n");
}

TEST(ConfigEdit, SecretsOfOtherCamerasStayNames) {
  const std::string braces =
      "cameras: { aisle: { input: \"rtsp://u:{MIEN_PW}@camera/1\", detect: { fps: -0 } },\n"
      "           till: { input: 12, masks: { a: [[0, 0], [1, 0], [1, 1]] } } }\n"
      "workers: 1\n";
  const EditedText edited = put(braces, "window", R"({"input": "w.mp4"})");
  EXPECT_THAT(edited.text, HasSubstr("{MIEN_PW}"));
  EXPECT_THAT(edited.text, Not(HasSubstr("hush")));
  EXPECT_EQ(read(edited.text).cameras.size(), 3u);
  EXPECT_THAT(put("workers: 1\n", "window", R"({"input": "w.mp4"})").text,
              HasSubstr("workers: 1\ncameras:\n  window:\n    input: \"w.mp4\"\n"));
}

TEST(ConfigEdit, WhatCannotBeChangedIsLeftToTheHand) {
  const std::string on_one_line = "{ cameras: { a: { input: a.mp4 } }, workers: 1 }\n";
  EXPECT_THROW(put(on_one_line, "b", R"({"input": "b.mp4"})"), Error);
  EXPECT_THROW(put("cameras: [", "b", R"({"input": "b.mp4"})"), Error);
  EXPECT_THROW(put(kFile, "b", R"({"input": "b.mp4", "fsp": 1})"), Error);
}

class ConfigFileEdit : public testing::Test {
 protected:
  void SetUp() override {
    file_ = folder_ / "mien.yaml";
    std::ofstream(file_) << kFile;
  }
  std::string text() const {
    std::ifstream stream(file_);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  const TemporaryFolder temporary_;
  const fs::path folder_ = temporary_.path();
  fs::path file_;
};

TEST_F(ConfigFileEdit, TakesTheFilesPlaceWithItsRights) {
  fs::permissions(file_, fs::perms(0640));
  const fs::path link = folder_ / "link.yaml";
  fs::create_symlink(file_, link);
  {
    FileEdit edit(link, kEnvironment, "window", R"({"input": "w.mp4"})");
    edit.prepare();
    EXPECT_EQ(text(), kFile) << "nothing before it is in force";
    edit.commit();
  }
  EXPECT_THAT(text(), HasSubstr("window"));
  struct stat like {};
  ASSERT_EQ(stat(file_.c_str(), &like), 0);
  EXPECT_EQ(like.st_mode & 07777, 0640u);
  EXPECT_TRUE(fs::is_symlink(link));
}

TEST_F(ConfigFileEdit, ThatIsNotMadeLeavesNothing) {
  {
    FileEdit edit(file_, kEnvironment, "window", R"({"input": "w.mp4"})");
    edit.prepare();
  }
  EXPECT_EQ(text(), kFile);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()), 1);
}

}  // namespace
}  // namespace mien::config
