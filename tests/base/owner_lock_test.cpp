#include "base/owner_lock.h"

#include <fstream>
#include <functional>
#include <iterator>

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mien/error.h"

#include "base/temporary_folder.h"

namespace mien {
namespace {

namespace fs = std::filesystem;

class OwnerLockTest : public testing::Test {
 protected:
  void SetUp() override { file_ = folder_ / ".mien.lock"; }

  /// In another process: its exit code is what `body` returns.
  static pid_t fork_off(const std::function<int()>& body) {
    const pid_t child = fork();
    if (child == 0) _exit(body());
    return child;
  }
  static int result_of(pid_t child) {
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }
  /// What another process is told; 0: it got the lock.
  int tries() const {
    return result_of(fork_off([this] {
      try {
        const OwnerLock lock(file_, folder_, "second");
        return 0;
      } catch (const Error& error) {
        const std::string words = error.what();
        const auto said = [&](const std::string& part) {
          return words.find(part) != std::string::npos;
        };
        return said("process " + std::to_string(getppid())) && said("first") && said("since 2") ? 1
                                                                                                : 2;
      }
    }));
  }

  const TemporaryFolder temporary_;
  const fs::path folder_ = temporary_.path();
  fs::path file_;
};

TEST_F(OwnerLockTest, WhileItIsHeldOthersAreToldByWhom) {
  {
    const OwnerLock lock(file_, folder_, "first");
    EXPECT_EQ(tries(), 1);
    EXPECT_EQ(tries(), 1) << "the refused one took the owner's file away";
  }
  EXPECT_FALSE(fs::exists(file_));
  EXPECT_EQ(tries(), 0);
}

TEST_F(OwnerLockTest, AKilledOwnerLeavesNone) {
  int ready[2];
  ASSERT_EQ(pipe(ready), 0);
  const pid_t child = fork_off([&] {
    const OwnerLock lock(file_, folder_, "killed");
    if (write(ready[1], "x", 1) != 1) return 1;
    pause();
    return 0;
  });
  char byte;
  ASSERT_EQ(read(ready[0], &byte, 1), 1);
  EXPECT_THROW(OwnerLock(file_, folder_, "me"), Error);
  kill(child, SIGKILL);
  EXPECT_EQ(result_of(child), -SIGKILL);
  ASSERT_TRUE(fs::exists(file_));
  const OwnerLock lock(file_, folder_, "me");
  std::ifstream stream(file_);
  const std::string words{std::istreambuf_iterator<char>(stream), {}};
  EXPECT_NE(words.find(": me\n"), std::string::npos) << words;
  EXPECT_EQ(words.find("killed"), std::string::npos) << words;
}

TEST_F(OwnerLockTest, AForkedChildLeavesItsParentsAlone) {
  const OwnerLock lock(file_, folder_, "first");
  EXPECT_EQ(result_of(fork_off([&] {
              lock.~OwnerLock();
              return 0;
            })),
            0);
  EXPECT_TRUE(fs::exists(file_));
  EXPECT_EQ(tries(), 1);
}

TEST_F(OwnerLockTest, AFolderThatIsNoneIsNamed) {
  try {
    OwnerLock(folder_ / "none" / ".mien.lock", folder_, "x");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::output);
  }
}

}  // namespace
}  // namespace mien
