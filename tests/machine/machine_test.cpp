// The machine as the kernel tells of it.
#include "machine/machine.h"

#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

namespace mien::machine {
namespace {

// hwloc leaves caches of instructions out unless they are asked for.
TEST(Machine, TellsOfTheCacheOfInstructionsThatTheKernelTellsOf) {
  bool there = false;
  std::error_code none;
  for (const auto& index :
       std::filesystem::directory_iterator("/sys/devices/system/cpu/cpu0/cache", none)) {
    std::string type, level;
    std::ifstream(index.path() / "type") >> type;
    std::ifstream(index.path() / "level") >> level;
    there |= type == "Instruction" && level == "1";
  }
  if (!there) GTEST_SKIP() << "the kernel tells of none";
  for (const auto& [name, value] : machine_table()) {
    if (name != "L1i cache") continue;
    EXPECT_NE(value, "unknown");
  }
}

}  // namespace
}  // namespace mien::machine
