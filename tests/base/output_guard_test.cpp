#include "base/output_guard.h"

#include <fstream>

#include <gtest/gtest.h>

#include "mien/error.h"

#include "base/temporary_folder.h"

namespace mien {
namespace {

namespace fs = std::filesystem;

class OutputGuard : public testing::Test {
 protected:
  void SetUp() override { std::ofstream(folder_ / "in.mp4") << "recording"; }

  /// What is said; empty: nothing stands in the way.
  std::string refusal(const fs::path& input, const fs::path& output) {
    try {
      refuse_overwriting(std::vector<fs::path>{input}, std::vector<fs::path>{output});
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::usage);
      return error.what();
    }
    return {};
  }

  const TemporaryFolder temporary_;
  const fs::path folder_ = temporary_.path();
};

TEST_F(OutputGuard, TheSameFileByAnyName) {
  const fs::path in = folder_ / "in.mp4";
  fs::create_symlink(in, folder_ / "soft.mp4");
  fs::create_hard_link(in, folder_ / "hard.mp4");
  fs::create_directory(folder_ / "sub");
  fs::create_directory_symlink(folder_, folder_ / "sub" / "up");
  for (const fs::path& output :
       {in, folder_ / "soft.mp4", folder_ / "hard.mp4", folder_ / "sub" / ".." / "in.mp4",
        folder_ / "sub" / "up" / "in.mp4"}) {
    EXPECT_NE(refusal(in, output).find("is an input"), std::string::npos) << output;
    EXPECT_NE(refusal(output, in).find("is an input"), std::string::npos) << output;
  }
  EXPECT_NE(refusal(in, folder_ / "soft.mp4").find(in.string()), std::string::npos);
}

TEST_F(OutputGuard, FilesOfAFolderAndWhatIsWrittenBesideAnOutput) {
  EXPECT_NE(refusal(folder_, folder_ / "in.mp4"), "");
  std::ofstream(folder_ / "out.mp4.part") << "recording";
  EXPECT_NE(refusal(folder_ / "out.mp4.part", folder_ / "out.mp4"), "");
  std::ofstream(folder_ / "mien.db-wal") << "recording";
  EXPECT_NE(refusal(folder_ / "mien.db-wal", folder_ / "mien.db"), "");
}

TEST_F(OutputGuard, AnythingElsePasses) {
  std::ofstream(folder_ / "equal.mp4") << "recording";
  EXPECT_EQ(refusal(folder_ / "in.mp4", folder_ / "equal.mp4"), "");
  EXPECT_EQ(refusal(folder_ / "in.mp4", folder_ / "new.mp4"), "");
  EXPECT_EQ(refusal("rtsp://camera/1", folder_ / "in.mp4"), "");
  EXPECT_EQ(refusal(folder_ / "in.mp4", "/dev/null"), "");
  EXPECT_EQ(refusal("/dev/null", "/dev/null"), "");
  EXPECT_EQ(refusal("", ""), "");
}

}  // namespace
}  // namespace mien
