// The snapshot against kernels of known mix. Tolerances are wide: the machine may be busy.
#include <cmath>
#include <cstring>
#include <functional>
#include <thread>

#include <gtest/gtest.h>
#include <immintrin.h>
#include <signal.h>
#include <sys/mman.h>

#include "mien/error.h"

#include "base/clock.h"
#include "profile/profiler.h"
#include "profile/sample_ring.h"

namespace mien::profile {
namespace {

constexpr double kTolerance = 0.25;
constexpr int kTurns = 20000;

bool has_avx2() { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }

// Until the calling thread has used this much CPU time, so that a busy machine changes nothing.
void burn(double cpu_ms, const std::function<void()>& kernel) {
  const double end = thread_cpu_ms() + cpu_ms;
  while (thread_cpu_ms() < end) kernel();
}

__attribute__((noinline)) void scalar_kernel() {
  float a = 1, b = 2, c = 3, d = 4;
  for (int i = 0; i < kTurns; ++i) {
    a = a * 0.5f + 0.25f;
    b = b * 0.5f + a;
    c = c * 0.5f + b;
    d = d * 0.5f + c;
    __asm__ volatile("" : "+x"(a), "+x"(b), "+x"(c), "+x"(d));  // one lane each
  }
}

__attribute__((noinline, target("avx2,fma"))) void packed_kernel() {
  __m256 a = _mm256_set1_ps(1), b = a, c = a, d = a;
  const __m256 half = _mm256_set1_ps(0.5f);
  for (int i = 0; i < kTurns; ++i) {
    a = _mm256_fmadd_ps(a, half, half);
    b = _mm256_fmadd_ps(b, half, half);
    c = _mm256_fmadd_ps(c, half, half);
    d = _mm256_fmadd_ps(d, half, half);
    __asm__ volatile("" : "+x"(a), "+x"(b), "+x"(c), "+x"(d));
  }
}

Snapshot profiled(const std::function<void()>& work) {
  Profiler profiler({});
  profiler.start();
  work();
  return profiler.stop();
}

double packed_share(const Snapshot& snapshot) {
  return snapshot.vectorisation && snapshot.vectorisation->packed_share
             ? *snapshot.vectorisation->packed_share
             : -1;
}

TEST(Profiler, AScalarLoopIsScalar) {
  const Snapshot snapshot = profiled([] { burn(500, scalar_kernel); });
  EXPECT_NEAR(packed_share(snapshot), 0, kTolerance);
}

TEST(Profiler, APackedLoopIsPackedAndItsWidthIsSeen) {
  if (!has_avx2()) GTEST_SKIP() << "this CPU lacks AVX2";
  const Snapshot snapshot = profiled([] { burn(500, packed_kernel); });
  EXPECT_NEAR(packed_share(snapshot), 1, kTolerance)
      << snapshot.overhead.signals << " signals, " << snapshot.overhead.threads_seen << " threads, "
      << snapshot.overhead.threads_refused << " refused, " << snapshot.overhead.dropped
      << " dropped";
  EXPECT_NEAR(snapshot.vectorisation->width_256, 1, kTolerance);
  EXPECT_GT(snapshot.vectorisation->vector_share, 0.3);
  ASSERT_FALSE(snapshot.vectorisation->hottest.empty());
  EXPECT_NE(snapshot.vectorisation->hottest[0].symbol.find("packed_kernel"), std::string::npos);
}

TEST(Profiler, HalfAndHalfByTimeIsHalf) {
  if (!has_avx2()) GTEST_SKIP() << "this CPU lacks AVX2";
  const Snapshot snapshot = profiled([] {
    burn(500, packed_kernel);
    burn(500, scalar_kernel);
  });
  EXPECT_NEAR(packed_share(snapshot), 0.5, kTolerance);
}

TEST(Profiler, SeesThreadsThatStartLaterAndTheirStages) {
  const Snapshot snapshot = profiled([] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    std::jthread([] {
      const StageMark mark(Stage::infer);
      burn(500, scalar_kernel);
    }).join();
  });
  double infer = 0, all = 0;
  for (const FlameLeaf& leaf : snapshot.flame) {
    all += leaf.seconds;
    if (leaf.stage == "infer") infer += leaf.seconds;
  }
  EXPECT_GT(infer, 0.75 * all);
  EXPECT_GE(snapshot.overhead.threads_seen, 2);
}

// As oneDNN does: code written to memory that no file backs.
TEST(Profiler, DecodesGeneratedCode) {
  // mov eax, 200000; 1: addps xmm0, xmm1; mulps xmm2, xmm1; dec eax; jnz 1b; ret
  const unsigned char code[] = {0xb8, 0x40, 0x0d, 0x03, 0x00, 0x0f, 0x58, 0xc1,
                                0x0f, 0x59, 0xd1, 0xff, 0xc8, 0x75, 0xf6, 0xc3};
  void* page = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(page, MAP_FAILED);
  std::memcpy(page, code, sizeof code);
  if (mprotect(page, 4096, PROT_READ | PROT_EXEC) != 0)
    GTEST_SKIP() << "this system forbids generated code";
  const auto kernel = reinterpret_cast<void (*)()>(page);
  const Snapshot snapshot = profiled([&] {
    burn(500, [&] {
      __asm__ volatile("" : : : "xmm0", "xmm1", "xmm2");
      kernel();
    });
  });
  munmap(page, 4096);
  EXPECT_NEAR(packed_share(snapshot), 1, kTolerance);
  ASSERT_FALSE(snapshot.vectorisation->hottest.empty());
  EXPECT_EQ(snapshot.vectorisation->hottest[0].library, "JIT");
}

TEST(Profiler, CountsAllTheTimeAndItself) {
  const Snapshot snapshot = profiled([] { burn(800, scalar_kernel); });
  EXPECT_GT(snapshot.cores.cpu_seconds, 0.7);
  EXPECT_GT(snapshot.cores.utilisation, 0);
  EXPECT_LE(snapshot.cores.utilisation, 1);
  EXPECT_NEAR(snapshot.overhead.coverage, 1, kTolerance);
  EXPECT_GT(snapshot.overhead.signal_us, 0);
  EXPECT_GT(snapshot.overhead.share, 0);
  EXPECT_EQ(snapshot.overhead.dropped, 0);
}

TEST(Profiler, WithoutSamplesThereIsNoVectorisationNeverAZero) {
  Profiler profiler({.samples = false});
  profiler.start();
  const Snapshot snapshot = profiler.stop();
  EXPECT_FALSE(snapshot.vectorisation);
  EXPECT_EQ(snapshot.hz, 0);
}

TEST(Profiler, CanRunAgainAndOneAtATime) {
  for (int i = 0; i < 3; ++i) profiled([] { burn(30, scalar_kernel); });
  Profiler first({}), second({});
  first.start();
  EXPECT_THROW(first.start(), Error);
  EXPECT_THROW(second.start(), Error);
  first.stop();
  second.start();
  EXPECT_NO_THROW(second.stop());
  EXPECT_THROW(second.stop(), Error);
}

TEST(Profiler, RefusesImpossibleRates) {
  EXPECT_THROW(Profiler({.hz = 0}), Error);
  EXPECT_THROW(Profiler({.hz = 5000}), Error);
}

// A program's own SIGPROF is its own again afterwards; without one, a late signal does not end it.
TEST(Profiler, LeavesSigprofHarmless) {
  profiled([] { burn(30, scalar_kernel); });
  raise(SIGPROF);
  static int heard = 0;
  struct sigaction own {
  }, before{};
  own.sa_handler = [](int) { ++heard; };
  sigaction(SIGPROF, &own, &before);
  profiled([] { burn(30, scalar_kernel); });
  raise(SIGPROF);
  EXPECT_EQ(heard, 1);
  sigaction(SIGPROF, &before, nullptr);
}

TEST(Profiler, AnAbandonedProfileStops) {
  {
    Profiler profiler({});
    profiler.start();
    burn(30, scalar_kernel);
  }
  burn(30, scalar_kernel);
  EXPECT_GT(profiled([] { burn(500, scalar_kernel); }).overhead.signals, 0);
}

TEST(StageMark, NestsAndIsOfItsThread) {
  EXPECT_EQ(current_stage(), Stage::other);
  const StageMark outer(Stage::infer);
  {
    const StageMark inner(Stage::crop);
    EXPECT_EQ(current_stage(), Stage::crop);
    std::jthread([] { EXPECT_EQ(current_stage(), Stage::other); }).join();
  }
  EXPECT_EQ(current_stage(), Stage::infer);
  EXPECT_STREQ(name_of(Stage::write), "write");
}

TEST(SampleRing, DropsAndCountsWhatDoesNotFit) {
  SampleRing ring;
  const auto slots = static_cast<std::int64_t>(SampleRing::kSlots);
  for (std::int64_t i = 0; i < slots + 5; ++i) ring.push({.address = 1, .weight = 1});
  EXPECT_EQ(ring.dropped(), 5);
  std::int64_t taken = 0;
  ring.drain([&](const Sample&) { ++taken; }, true);
  EXPECT_EQ(taken, slots);
  ring.push({.address = 2, .weight = 1});
  ring.drain([&](const Sample& sample) {
    EXPECT_EQ(sample.address, 2u);
    ++taken;
  });
  EXPECT_EQ(taken, slots + 1);
}

}  // namespace
}  // namespace mien::profile
