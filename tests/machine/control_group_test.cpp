// Containers and services have less memory and fewer CPUs than the machine: whoever plans by the
// machine's is killed, or late.
#include "machine/control_group.h"

#include <fstream>

#include <gtest/gtest.h>

#include "base/temporary_folder.h"

namespace mien::machine {
namespace {

constexpr std::int64_t kMiB = 1 << 20;

class ControlGroupTest : public testing::Test {
 protected:
  void write(const std::string& file, const std::string& text) {
    const auto path = folder_.path() / file;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << text << '\n';
  }
  void group(const std::string& file, const std::string& text) {
    write("sys/fs/cgroup/" + file, text);
  }

  TemporaryFolder folder_;
  const ControlGroup cgroup_{folder_.path()};
};

TEST_F(ControlGroupTest, WithoutLimitsNothingIsSaid) {
  EXPECT_FALSE(cgroup_.memory_limit());
  EXPECT_FALSE(cgroup_.cpus());
  write("proc/self/cgroup", "4:memory:/\n1:cpu:/\n0::/");
  group("memory.max", "max");
  group("cpu.max", "max 100000");
  group("memory/memory.limit_in_bytes", "9223372036854771712");
  group("cpu/cpu.cfs_quota_us", "-1");
  group("cpu/cpu.cfs_period_us", "100000");
  EXPECT_FALSE(cgroup_.memory_limit());
  EXPECT_FALSE(cgroup_.memory_left());
  EXPECT_FALSE(cgroup_.cpus());
}

TEST_F(ControlGroupTest, AServicesSliceCountsToo) {
  write("proc/self/cgroup", "0::/system.slice/mien.service");
  group("system.slice/memory.max", "268435456");
  group("system.slice/memory.current", "262144000");
  group("system.slice/mien.service/memory.max", "536870912");
  group("system.slice/mien.service/memory.current", "1048576");
  group("system.slice/mien.service/cpu.max", "150000 100000");
  EXPECT_EQ(cgroup_.memory_limit(), 256 * kMiB);
  EXPECT_EQ(cgroup_.memory_left(), 6 * kMiB);
  EXPECT_EQ(cgroup_.cpus(), 1.5);
}

TEST_F(ControlGroupTest, AContainerSeesItsOwnAtTheTop) {
  write("proc/self/cgroup", "0::/");
  group("memory.max", "134217728");
  group("memory.current", "135266304");
  EXPECT_EQ(cgroup_.memory_limit(), 128 * kMiB);
  EXPECT_EQ(cgroup_.memory_left(), 0) << "and never less";
}

TEST_F(ControlGroupTest, TheFirstVersionHasAFolderForEachController) {
  write("proc/self/cgroup", "4:memory:/docker/b2d9\n2:cpu,cpuacct:/docker/b2d9\n0::/");
  group("memory/memory.limit_in_bytes", "67108864");  // named as outside: only the top is there
  group("memory/memory.usage_in_bytes", "1048576");
  group("cpu,cpuacct/docker/b2d9/cpu.cfs_quota_us", "50000");
  group("cpu,cpuacct/docker/b2d9/cpu.cfs_period_us", "100000");
  EXPECT_EQ(cgroup_.memory_limit(), 64 * kMiB);
  EXPECT_EQ(cgroup_.memory_left(), 63 * kMiB);
  EXPECT_EQ(cgroup_.cpus(), 0.5);
}

TEST_F(ControlGroupTest, AGroupBesideTheMountIsTheMount) {
  write("proc/self/cgroup", "0::/../../elsewhere");
  group("memory.max", "134217728");
  EXPECT_EQ(cgroup_.memory_limit(), 128 * kMiB);
}

TEST(UsableMemory, IsNotMoreThanTheGroupGrants) {
  EXPECT_GT(usable_memory(), 0);
  if (const auto limit = ControlGroup().memory_limit()) {
    EXPECT_LE(usable_memory(), *limit);
  }
}

}  // namespace
}  // namespace mien::machine
