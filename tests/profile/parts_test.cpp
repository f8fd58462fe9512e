// A run's workers in other processes count in its snapshot as threads would.
#include "profile/parts.h"

#include <gtest/gtest.h>

#include "mien/error.h"

namespace mien::profile {
namespace {

Snapshot part(double cpu, double packed, double scalar, const std::string& symbol) {
  Snapshot s;
  s.cores = {.wall_seconds = 2, .cpu_seconds = cpu, .physical_cores = 2, .logical_cpus = 2};
  Vectorisation v;
  v.packed_fp = packed;
  v.scalar_fp = scalar;
  v.packed_share = packed / (packed + scalar);
  v.vector_share = packed;
  v.width_512 = 1;
  HotLoop loop{symbol, "libx.so"};
  loop.share = 0.5;
  loop.packed = v.packed_share;
  loop.begin = 64;
  loop.bytes = 32;
  v.hottest.push_back(loop);
  s.vectorisation = v;
  s.system.minor_faults = 10;
  s.overhead = {.share = 0.01, .signals = 100, .threads_seen = 1, .coverage = 1};
  s.flame = {{"mien 1", "infer", symbol, "libx.so", cpu}};
  s.hz = 200;
  return s;
}

TEST(ProfileParts, AreWhatTheyWereAfterTheJourney) {
  const Snapshot there = part(1.5, 0.6, 0.2, "multiply");
  const Snapshot back = unpack(pack(there));
  EXPECT_EQ(back.cores.cpu_seconds, 1.5);
  EXPECT_EQ(back.vectorisation->packed_share, there.vectorisation->packed_share);
  EXPECT_EQ(back.vectorisation->width_512, 1);
  ASSERT_EQ(back.vectorisation->hottest.size(), 1u);
  EXPECT_EQ(back.vectorisation->hottest[0].symbol, "multiply");
  EXPECT_EQ(back.vectorisation->hottest[0].bytes, 32u);
  EXPECT_EQ(back.overhead.signals, 100);
  EXPECT_EQ(back.overhead.share, 0.01);
  EXPECT_EQ(back.overhead.coverage, 1);
  EXPECT_EQ(back.system.minor_faults, 10);
  ASSERT_EQ(back.flame.size(), 1u);
  EXPECT_EQ(back.flame[0].seconds, 1.5);
}

TEST(ProfileParts, CountByTheirCpuTime) {
  Snapshot all = part(1, 0.8, 0.2, "multiply");
  add_part(all, part(3, 0.4, 0.4, "multiply"));
  EXPECT_EQ(all.cores.cpu_seconds, 4);
  EXPECT_EQ(all.cores.utilisation, 1);
  EXPECT_NEAR(all.vectorisation->packed_fp, 0.5, 1e-9);
  // FP time: 1.0 s of it 0.8 packed, and 2.4 s of it half.
  EXPECT_NEAR(*all.vectorisation->packed_share, (0.8 + 1.2) / (1.0 + 2.4), 1e-9);
  ASSERT_EQ(all.vectorisation->hottest.size(), 1u);  // one loop, run by two processes
  EXPECT_NEAR(all.vectorisation->hottest[0].share, 0.5, 1e-9);
  EXPECT_EQ(all.overhead.signals, 200);
  EXPECT_EQ(all.flame.size(), 2u);
}

TEST(ProfileParts, AParentThatOnlyWaitsAddsNothing) {
  Snapshot parent = part(0, 0.5, 0.5, "wait");
  parent.vectorisation.reset();
  parent.flame.clear();
  add_part(parent, part(2, 0.9, 0.1, "multiply"));
  ASSERT_TRUE(parent.vectorisation);
  EXPECT_NEAR(*parent.vectorisation->packed_share, 0.9, 1e-9);
  EXPECT_EQ(parent.cores.utilisation, 0.5);
}

TEST(ProfileParts, BrokenOnesAreErrors) {
  EXPECT_THROW(unpack("{}"), Error);
  EXPECT_THROW(unpack("no JSON"), Error);
}

}  // namespace
}  // namespace mien::profile
