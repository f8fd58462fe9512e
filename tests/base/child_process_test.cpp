#include "base/child_process.h"

#include <cstdlib>

#include <gtest/gtest.h>

#include "mien/error.h"

#include "base/temporary_folder.h"

namespace mien {
namespace {

const std::map<std::string, std::string> kPath = {{"PATH", "/usr/bin:/bin"}, {"WORD", "here"}};

TEST(Child, GivesOutputWordsStatusAndItsOwnEnvironment) {
  const auto result = run_child(
      {.arguments = {"sh", "-c", "echo out $WORD; echo err >&2; exit 3"}, .environment = kPath});
  EXPECT_EQ(result.output, "out here\n");
  EXPECT_EQ(result.words, "err\n");
  EXPECT_EQ(result.status, 3);
}

TEST(Child, IsEndedWithItsChildrenWhenAsked) {
  const std::atomic<bool> stop{true};
  const auto result = run_child(
      {.arguments = {"sh", "-c", "sleep 100 & wait"}, .environment = kPath, .stop = &stop});
  EXPECT_TRUE(result.stopped);
  EXPECT_GT(result.status, 128);
}

TEST(Child, ThatHangsIsEnded) {
  const auto result =
      run_child({.arguments = {"sleep", "100"}, .environment = kPath, .timeout_seconds = 0.1});
  EXPECT_TRUE(result.timed_out);
}

TEST(Child, AProgramThatIsNotThereIsNamed) {
  EXPECT_THROW(run_child({.arguments = {"/nowhere/mien"}, .environment = kPath}), Error);
  EXPECT_EQ(find_program("sh", "/nowhere:/bin"), "/bin/sh");
  EXPECT_EQ(find_program("mpirun", "/nowhere"), "");
}

TEST(Child, GivesAllInOrderWhereThatIsAskedFor) {
  const TemporaryFolder folder(testing::TempDir());
  const auto result = run_child({.arguments = {"sh", "-c", "echo a; echo b >&2; pwd; echo $PATH"},
                                 .folder = folder.path(),
                                 .all_is_words = true});
  EXPECT_EQ(result.output, "");
  EXPECT_EQ(result.words, "a\nb\n" + std::filesystem::canonical(folder.path()).string() + "\n" +
                              std::getenv("PATH") + "\n");
}

TEST(Child, ItsLastWordsAreKept) {
  const auto result = run_child({.arguments = {"sh", "-c", "seq 1 100000 >&2; echo last >&2"}});
  EXPECT_LE(result.words.size(), std::size_t{128} << 10);
  EXPECT_TRUE(result.words.ends_with("99999\n100000\nlast\n"));
}

}  // namespace
}  // namespace mien
