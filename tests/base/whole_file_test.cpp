#include "base/whole_file.h"

#include <csignal>
#include <fstream>
#include <functional>
#include <iterator>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/temporary_folder.h"

namespace mien {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class WholeFileTest : public testing::Test {
 protected:
  void SetUp() override { std::ofstream(file_) << "old"; }

  std::string text() const {
    std::ifstream stream(file_);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  std::ptrdiff_t files() const {
    return std::distance(fs::directory_iterator(folder_), fs::directory_iterator());
  }
  mode_t mode() const {
    struct stat status {};
    ::stat(file_.c_str(), &status);
    return status.st_mode & 07777;
  }
  static Error refusal(const std::function<void()>& write) {
    try {
      write();
    } catch (const Error& error) {
      return error;
    }
    return {ErrorKind::internal, "", "nothing was refused"};
  }

  const TemporaryFolder temporary_;
  const fs::path folder_ = temporary_.path();
  const fs::path file_ = folder_ / "page.html";
};

TEST_F(WholeFileTest, IsTheOldOneUntilItIsTheNewOne) {
  WholeFile whole(file_);
  whole.write("new ");
  whole.write("text");
  whole.finish();
  EXPECT_EQ(text(), "old");
  whole.commit();
  EXPECT_EQ(text(), "new text");
  EXPECT_EQ(files(), 1);
}

TEST_F(WholeFileTest, WithoutCommitNothingIsLeft) {
  { WholeFile(file_).write("new"); }
  EXPECT_EQ(text(), "old");
  EXPECT_EQ(files(), 1);
}

TEST_F(WholeFileTest, WritersDoNotDisturbEachOther) {
  WholeFile one(file_), other(file_);  // as of two threads, or a part that a kill has left
  one.write("one");
  other.write("other");
  one.commit();
  EXPECT_EQ(text(), "one");
  other.commit();
  EXPECT_EQ(text(), "other");
  EXPECT_EQ(files(), 1);
}

TEST_F(WholeFileTest, HasTheRightsThatAreAskedFor) {
  const mode_t before = ::umask(027);
  write_whole(file_, "new");
  EXPECT_EQ(mode(), 0640u);
  write_whole(file_, "new", {.mode = 0600});
  EXPECT_EQ(mode(), 0600u);
  write_whole(file_, "new", {.mode = 0664, .despite_umask = true});
  EXPECT_EQ(mode(), 0664u);
  ::umask(before);
}

TEST_F(WholeFileTest, SaysWhatAndWhatToDo) {
  const Error none = refusal([&] { write_whole(folder_ / "none" / "page.html", "new"); });
  EXPECT_EQ(none.kind(), ErrorKind::output);
  EXPECT_EQ(none.where(), (folder_ / "none" / "page.html").string());
  EXPECT_THAT(none.reason(), HasSubstr("cannot be written: No such file"));
  EXPECT_THAT(none.remedy(), HasSubstr("create its parent folder"));
  const Error folder = refusal([&] { write_whole(folder_, "new"); });
  EXPECT_THAT(folder.remedy(), HasSubstr("it is a folder"));
  const Error full = refusal([] { write_whole("/dev/full", "new"); });
  EXPECT_THAT(full.reason(), HasSubstr("No space left"));
  EXPECT_EQ(files(), 1);
}

// The system takes a part of the text first, as on a disk that gets full, and refuses the rest.
TEST_F(WholeFileTest, ThatIsWrittenInPartLeavesTheOldOne) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{1000, 1000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const Error error = refusal([&] { write_whole(file_, std::string(5000, 'x')); });
    ::_exit(error.remedy().find("free some space") != std::string::npos ? 0 : 1);
  }
  int status = -1;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(text(), "old");
  EXPECT_EQ(files(), 1);
}

TEST_F(WholeFileTest, APipeGetsAllInPieces) {
  const fs::path pipe = folder_ / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    write_whole(pipe, std::string(300'000, 'x'));  // a pipe holds 64 KiB
    ::_exit(0);
  }
  std::ifstream stream(pipe);
  const std::string got(std::istreambuf_iterator<char>(stream), {});
  ::waitpid(child, nullptr, 0);
  EXPECT_EQ(got, std::string(300'000, 'x'));
  EXPECT_TRUE(fs::is_fifo(pipe));
}

}  // namespace
}  // namespace mien
