#include <fstream>

#include <gtest/gtest.h>

#include "mien/error.h"

#include "base/sha256.h"
#include "base/temporary_folder.h"

namespace mien {
namespace {

namespace fs = std::filesystem;

class ContentId : public testing::Test {
 protected:
  std::string id(const std::string& bytes, const std::string& name = "a") {
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
    return content_id(std::vector<fs::path>{folder_ / name});
  }

  const TemporaryFolder temporary_;
  const fs::path folder_ = temporary_.path();
};

TEST_F(ContentId, IsOfTheBytesAndNotOfTheName) {
  const std::string bytes(5 << 20, 'x');
  const std::string first = id(bytes);
  EXPECT_EQ(first.size(), 64u);
  EXPECT_EQ(id(bytes, "b"), first);
  for (const std::size_t place : {0, 1 << 20, 5 << 19, (5 << 20) - 1}) {
    std::string other = bytes;
    other[place == 1 << 20 ? (1 << 20) - 1 : place] = 'y';
    EXPECT_NE(id(other), first) << place;
  }
  EXPECT_NE(id(bytes + "x"), first);
}

TEST_F(ContentId, SmallFilesAreReadWhole) {
  EXPECT_NE(id(""), id("x"));
  std::string bytes(3 << 20, 'x');
  const std::string first = id(bytes);
  bytes[(1 << 20) + 5] = 'y';
  EXPECT_NE(id(bytes), first);
}

TEST_F(ContentId, OfAFolderIsOfItsPicturesInOrder) {
  id("ab", "1");
  id("c", "2");
  id("a", "3");
  id("bc", "4");
  const auto of = [&](const char* one, const char* two) {
    return content_id(std::vector<fs::path>{folder_ / one, folder_ / two});
  };
  EXPECT_NE(of("1", "2"), of("3", "4"));
  EXPECT_NE(of("1", "2"), of("2", "1"));
  EXPECT_THROW(of("1", "none"), Error);
}

}  // namespace
}  // namespace mien
