#include "eval/wider.h"

#include <sstream>

#include <gtest/gtest.h>

#include "mien/error.h"

namespace mien::eval {
namespace {

std::vector<TruthImage> parse(const std::string& text) {
  std::istringstream stream(text);
  return parse_wider(stream, "gt.txt");
}

/// What the reader is told of a wrong file.
std::string complaint(const std::string& text) {
  try {
    parse(text);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::input);
    return error.what();
  }
  return "no complaint";
}

TEST(Wider, ReadsImagesInFoldersAndTheirFaces) {
  const auto images = parse(
      "0--Parade/a.jpg\n2\n10 20 30 40 0 0 0 0 0 0\n-1 2 3 4 2 1 0 1 2 1\n"
      "b with blanks.jpg\n1\n5 6 7 8 0 0 0 0 0 0 \n");
  ASSERT_EQ(images.size(), 2u);
  EXPECT_EQ(images[0].name, "0--Parade/a.jpg");
  EXPECT_EQ(images[0].line, 1);
  ASSERT_EQ(images[0].faces.size(), 2u);
  EXPECT_FLOAT_EQ(images[0].faces[0].box.y, 20);
  EXPECT_FLOAT_EQ(images[0].faces[0].box.h, 40);
  EXPECT_FALSE(images[0].faces[0].invalid);
  EXPECT_TRUE(images[0].faces[1].invalid);
  EXPECT_EQ(images[1].name, "b with blanks.jpg");
  EXPECT_EQ(images[1].line, 5);
}

TEST(Wider, AnImageWithoutFacesHasItsDummyLineOrNone) {
  const auto images =
      parse("a.jpg\n0\n0 0 0 0 0 0 0 0 0 0\nb.jpg\n0\nc.jpg\n1\n1 2 3 4 0 0 0 0 0 0\nd.jpg\n0\n");
  ASSERT_EQ(images.size(), 4u);
  EXPECT_TRUE(images[0].faces.empty());
  EXPECT_TRUE(images[1].faces.empty());
  EXPECT_EQ(images[2].faces.size(), 1u);
}

TEST(Wider, AFaceWithoutAreaCannotBeFound) {
  const auto images = parse("a.jpg\n1\n1 2 0 4 0 0 0 0 0 0\n");
  EXPECT_TRUE(images[0].faces[0].invalid);
}

TEST(Wider, AcceptsLineEndsOfWindowsAndBlankLinesAtTheEnd) {
  const auto images = parse("a.jpg\r\n1\r\n1 2 3 4 0 0 0 0 0 0\r\n\r\n\n");
  ASSERT_EQ(images.size(), 1u);
  EXPECT_EQ(images[0].name, "a.jpg");
}

TEST(Wider, NamesTheLineThatIsWrong) {
  EXPECT_NE(complaint("a.jpg\ntwo\n").find("gt.txt:2"), std::string::npos);
  EXPECT_NE(complaint("a.jpg\n-1\n").find("gt.txt:2"), std::string::npos);
  EXPECT_NE(complaint("a.jpg\n999999999999\n").find("gt.txt:2"), std::string::npos);
  EXPECT_NE(complaint("a.jpg\n1\n1 2 3 4\n").find("gt.txt:3"), std::string::npos);
  EXPECT_NE(complaint("a.jpg\n1\n1 2 3 4 0 0 0 0 0 0 0\n").find("gt.txt:3"), std::string::npos);
  EXPECT_NE(complaint("a.jpg\n1\n1.5 2 3 4 0 0 0 0 0 0\n").find("gt.txt:3"), std::string::npos);
  EXPECT_NE(complaint("a.jpg\n1\n1-2 3 4 0 0 0 0 0 0\n").find("gt.txt:3"), std::string::npos);
  EXPECT_NE(complaint("a.jpg\n1\n1 2 3 9999999 0 0 0 0 0 0\n").find("gt.txt:3"), std::string::npos);
  EXPECT_NE(complaint("a.jpg\n2\n1 2 3 4 0 0 0 0 0 0\n").find("gt.txt:4"), std::string::npos);
  EXPECT_NE(complaint("a.jpg\n").find("gt.txt:2"), std::string::npos);
}

TEST(Wider, RefusesFacesTooManyForTheirCount) {
  EXPECT_NE(complaint("a.jpg\n1\n1 2 3 4 0 0 0 0 0 0\n1 2 3 4 0 0 0 0 0 0\n").find("gt.txt:4"),
            std::string::npos);
}

TEST(Wider, RefusesTheSameImageTwice) {
  EXPECT_NE(complaint("a.jpg\n0\na.jpg\n0\n").find("gt.txt:3"), std::string::npos);
}

TEST(Wider, RefusesImagesOutsideTheirFolder) {
  EXPECT_NE(complaint("../a.jpg\n0\n").find("gt.txt:1"), std::string::npos);
  EXPECT_NE(complaint("/etc/passwd\n0\n").find("gt.txt:1"), std::string::npos);
}

TEST(Wider, RefusesAnEmptyFile) {
  EXPECT_NE(complaint("").find("names no images"), std::string::npos);
  EXPECT_NE(complaint("\n\n").find("names no images"), std::string::npos);
}

TEST(Wider, SaysThatTheFileIsMissing) { EXPECT_THROW(read_wider("/nonexistent/gt.txt"), Error); }

}  // namespace
}  // namespace mien::eval
