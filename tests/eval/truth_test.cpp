#include "eval/truth.h"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mien/error.h"

#include "base/temporary_folder.h"
#include "eval/coco.h"
#include "eval/yolo_labels.h"

namespace mien::eval {
namespace {

using ::testing::HasSubstr;

/// What an error says, with its remedy; empty where there is none.
template <class Call>
std::string words_of(const Call& call) {
  try {
    call();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::input);
    return error.what();
  }
  return {};
}

constexpr const char* kCoco = R"({
  "images": [{"id": 7, "file_name": "a/one.jpg"}, {"id": 9, "file_name": "two.jpg"}],
  "annotations": [
    {"image_id": 7, "category_id": 3, "bbox": [10.5, 20, 30, 40]},
    {"image_id": 7, "category_id": 3, "bbox": [1, 2, 3, 4], "iscrowd": 1},
    {"image_id": 9, "category_id": 1, "bbox": [5, 5, 5, 5]}],
  "categories": [{"id": 1, "name": "person"}, {"id": 3, "name": "face"}]})";

TEST(Coco, BoxesOfTheFacesByImage) {
  const auto images = parse_coco(kCoco, "labels.json", "");
  ASSERT_EQ(images.size(), 2u);
  EXPECT_EQ(images[0].name, "a/one.jpg");
  ASSERT_EQ(images[0].faces.size(), 2u);
  EXPECT_FLOAT_EQ(images[0].faces[0].box.x, 10.5f);
  EXPECT_FLOAT_EQ(images[0].faces[0].box.h, 40);
  EXPECT_FALSE(images[0].faces[0].invalid);
  EXPECT_TRUE(images[0].faces[1].invalid);
  EXPECT_TRUE(images[1].faces.empty());
  EXPECT_FALSE(images[1].relative);
}

TEST(Coco, AnotherClassMayBeTheFace) {
  EXPECT_EQ(parse_coco(kCoco, "labels.json", "person")[1].faces.size(), 1u);
  EXPECT_EQ(parse_coco(kCoco, "labels.json", "1")[1].faces.size(), 1u);
  EXPECT_THAT(words_of([] { parse_coco(kCoco, "labels.json", "head"); }),
              HasSubstr("person, face"));
}

TEST(Coco, WhatIsWrongIsNamedWithItsPlace) {
  const auto broken = [](const std::string& from, const std::string& to) {
    std::string text = kCoco;
    text.replace(text.find(from), from.size(), to);
    return words_of([&] { parse_coco(text, "labels.json", ""); });
  };
  EXPECT_THAT(broken("[10.5, 20, 30, 40]", "[10.5, 20, 30]"), HasSubstr("annotations[0]"));
  EXPECT_THAT(broken("[10.5, 20, 30, 40]", "[1e9, 20, 30, 40]"),
              HasSubstr("not four numbers within an image"));
  EXPECT_THAT(broken("\"image_id\": 9", "\"image_id\": 8"), HasSubstr("annotations[2]"));
  EXPECT_THAT(broken("a/one.jpg", "../one.jpg"), HasSubstr("images[0]"));
  EXPECT_THAT(broken("\"id\": 9", "\"id\": 7"), HasSubstr("another image has"));
  EXPECT_THAT(broken("\"face\"", "\"head\""), HasSubstr("--face-class"));
  EXPECT_THAT(broken("]}", "]"), HasSubstr("labels.json"));
}

class YoloLabels : public ::testing::Test {
 protected:
  void write(const std::string& name, const std::string& text) {
    const auto file = folder_.path() / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << text;
  }
  std::vector<TruthImage> read(const std::string& face = "") {
    return read_truth(folder_.path() / "labels", folder_.path() / "images", face);
  }
  TemporaryFolder folder_;
};

TEST_F(YoloLabels, AreMetWithTheirImages) {
  write("images/a/one.jpg", "x");
  write("images/two.PNG", "x");
  write("labels/a/one.txt", "0 0.5 0.5 0.2 0.4\r\n\n0 0.1 0.1 0.2 0.2 0.1 0.1 0.3 0.3\n");
  const auto images = read();
  ASSERT_EQ(images.size(), 2u);
  EXPECT_EQ(images[0].name, "a/one.jpg");
  EXPECT_TRUE(images[0].relative);
  ASSERT_EQ(images[0].faces.size(), 2u);
  EXPECT_NEAR(images[0].faces[0].box.x, 0.4, 1e-6);
  EXPECT_NEAR(images[0].faces[0].box.y, 0.3, 1e-6);
  EXPECT_NEAR(images[0].faces[0].box.h, 0.4, 1e-6);
  EXPECT_TRUE(images[1].faces.empty());
}

TEST_F(YoloLabels, OfSeveralClassesOneIsChosen) {
  write("images/one.jpg", "x");
  write("labels/one.txt", "0 0.5 0.5 0.2 0.4\n2 0.1 0.1 0.2 0.2\n");
  EXPECT_THAT(words_of([&] { read(); }), HasSubstr("--face-class"));
  EXPECT_EQ(read("2")[0].faces.size(), 1u);
  EXPECT_THAT(words_of([&] { read("face"); }), HasSubstr("classes.txt"));
  write("labels/classes.txt", "person\nbag\nface\n");
  EXPECT_NEAR(read("face")[0].faces[0].box.w, 0.2, 1e-6);
}

TEST_F(YoloLabels, WhatIsWrongIsNamedWithItsLine) {
  write("images/one.jpg", "x");
  write("labels/one.txt", "0 0.5 0.5 0.2 0.4\n0 0.5 0.5 0.2\n");
  EXPECT_THAT(words_of([&] { read(); }), HasSubstr("one.txt:2"));
  write("labels/one.txt", "0 50 50 20 40\n");
  EXPECT_THAT(words_of([&] { read(); }), HasSubstr("is not a share of the image"));
  write("labels/one.txt", "");
  write("labels/gone.txt", "");
  EXPECT_THAT(words_of([&] { read(); }), HasSubstr("gone.txt"));
}

}  // namespace
}  // namespace mien::eval
