// What is done for each picture does not ask for memory row by row.
#include <cstdlib>
#include <new>

#include <gtest/gtest.h>

#include "chain/mask.h"

namespace {

thread_local int allocations = 0;

}  // namespace

// Never inlined: where only one of the two is, GCC takes them for a mismatch
// (-Wmismatched-new-delete).
[[gnu::noinline]] void* operator new(std::size_t bytes) {
  ++allocations;
  if (void* memory = std::malloc(bytes > 0 ? bytes : 1)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept {
  ++allocations;
  return std::malloc(bytes > 0 ? bytes : 1);
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace mien::chain {
namespace {

TEST(Allocation, MasksAskForMemoryOnceAPicture) {
  const Masks masks({{"door", {{0, 0}, {0.5f, 0.1f}, {0.4f, 1}, {0, 1}}},
                     {"till", {{0.6f, 0.2f}, {0.9f, 0.3f}, {0.7f, 0.8f}}}});
  std::vector<std::uint8_t> bytes(160 * 90, 200);
  const Canvas canvas{bytes.data(), 160, 90, 160, PixelFormat::gray};
  allocations = 0;
  masks.paint(canvas, {.width = 160, .height = 90});
  EXPECT_EQ(allocations, 1);
  EXPECT_EQ(bytes[45 * 160 + 10], 0);
}

TEST(Allocation, ZonesAskForNone) {
  const std::map<std::string, Polygon> zones{{"shelf", {{0, 0}, {1, 0}, {1, 1}, {0, 1}}}};
  allocations = 0;
  EXPECT_EQ(zone_at(zones, {0.5f, 0.5f}), "shelf");
  EXPECT_EQ(allocations, 0);
}

}  // namespace
}  // namespace mien::chain
