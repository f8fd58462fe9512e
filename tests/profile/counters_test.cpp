// Memory stalls: a figure where counters count, null with the reason where not, never a made-up
// number.
#include "profile/counters.h"

#include <cerrno>
#include <map>
#include <nlohmann/json.hpp>

#include <gtest/gtest.h>

#include "profile/profile.h"
#include "profile/profiler.h"

namespace mien::profile {
namespace {

// A kernel with counters to order: by (type, config), a value or −errno.
class FakeKernel : public CounterCalls {
 public:
  struct Words {
    std::uint64_t value, enabled = 100, running = 100;
  };
  std::map<std::pair<std::uint32_t, std::uint64_t>, Words> counters;
  int error = ENOENT;
  std::string maker = "GenuineIntel";
  bool guest = true;
  std::optional<int> setting = 2;
  int opened = 0, closed = 0;

  void offer(std::uint32_t type, std::uint64_t config, Words words) {
    counters[{type, config}] = words;
  }

  int open(const perf_event_attr& attr, pid_t) override {
    const auto at = counters.find({attr.type, attr.config});
    if (at == counters.end()) return -error;
    EXPECT_TRUE(attr.inherit);  // threads to come count too
    reads_.push_back(at->second);
    ++opened;
    return static_cast<int>(reads_.size()) - 1;
  }
  bool read(int descriptor, std::uint64_t (&words)[3]) override {
    const Words& from = reads_[static_cast<std::size_t>(descriptor)];
    words[0] = from.value;
    words[1] = from.enabled;
    words[2] = from.running;
    return true;
  }
  void close(int) override { ++closed; }
  std::vector<pid_t> threads() override { return {11, 12}; }
  std::string vendor() override { return maker; }
  bool virtual_machine() override { return guest; }
  std::optional<int> paranoia() override { return setting; }

 private:
  std::vector<Words> reads_;
};

constexpr std::uint64_t kIntelStalls = 0x140014a3, kAmdStalls = 0xa2d6;

nlohmann::json stalls_of(const std::shared_ptr<FakeKernel>& kernel) {
  Profiler profiler({.samples = false}, kernel);
  profiler.start();
  return profile_json(profiler.stop(), {})["memory_stalls"];
}

TEST(Counters, GiveAValueWhereTheyAre) {
  const auto kernel = std::make_shared<FakeKernel>();
  kernel->offer(PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES, {1000});
  kernel->offer(PERF_TYPE_RAW, kIntelStalls, {50});
  const auto stalls = stalls_of(kernel);
  EXPECT_NEAR(stalls["value"].get<double>(), 0.05, 1e-9);
  EXPECT_EQ(stalls["met"], true);
  EXPECT_TRUE(stalls["reason"].is_null());
  EXPECT_TRUE(stalls["estimate"].is_null());
  EXPECT_NE(stalls["source"].get<std::string>().find("STALLS_MEM_ANY"), std::string::npos);
  EXPECT_EQ(kernel->opened, 4);  // two events in each of two threads
  EXPECT_EQ(kernel->closed, kernel->opened);
}

TEST(Counters, OfTheVendorAreTakenElseTheGenericOneThatSaysWhatItIs) {
  const auto kernel = std::make_shared<FakeKernel>();
  kernel->offer(PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES, {1000});
  kernel->offer(PERF_TYPE_HARDWARE, PERF_COUNT_HW_STALLED_CYCLES_BACKEND, {400});
  kernel->maker = "AuthenticAMD";
  EXPECT_NE(stalls_of(kernel)["source"].get<std::string>().find("upper bound"), std::string::npos);
  kernel->offer(PERF_TYPE_RAW, kAmdStalls, {300});
  const auto stalls = stalls_of(kernel);
  EXPECT_NEAR(stalls["value"].get<double>(), 0.3, 1e-9);
  EXPECT_EQ(stalls["met"], false);
}

TEST(Counters, ThatTookTurnsAreScaled) {
  const auto kernel = std::make_shared<FakeKernel>();
  kernel->offer(PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES, {1000, 100, 100});
  kernel->offer(PERF_TYPE_RAW, kIntelStalls, {50, 100, 50});
  EXPECT_NEAR(stalls_of(kernel)["value"].get<double>(), 0.1, 1e-9);
}

struct Refusal {
  int error;
  bool guest;
  std::optional<int> paranoia;
  const char* word;
};

TEST(Counters, RefusedGiveNullAndTheReasonInWords) {
  const Refusal refusals[] = {{ENOENT, true, 2, "virtual machine"},
                              {ENOENT, false, 2, "no PMU"},
                              {EOPNOTSUPP, true, 2, "no PMU"},
                              {EACCES, false, 4, "perf_event_paranoid = 4"},
                              {EPERM, false, 1, "seccomp"},
                              {ENOSYS, false, std::nullopt, "sandbox"},
                              {EMFILE, false, 2, "ulimit -n"},
                              {EBUSY, false, 2, "another program"},
                              {EIO, false, 2, "perf_event_open failed"}};
  for (const Refusal& refusal : refusals) {
    const auto kernel = std::make_shared<FakeKernel>();
    kernel->error = refusal.error;
    kernel->guest = refusal.guest;
    kernel->setting = refusal.paranoia;
    const auto stalls = stalls_of(kernel);
    EXPECT_TRUE(stalls["value"].is_null()) << refusal.error;
    EXPECT_TRUE(stalls["met"].is_null()) << refusal.error;
    EXPECT_NE(stalls["reason"].get<std::string>().find(refusal.word), std::string::npos)
        << stalls["reason"];
    EXPECT_EQ(kernel->closed, kernel->opened);
  }
}

TEST(Counters, CyclesAloneAreNoStalls) {
  const auto kernel = std::make_shared<FakeKernel>();
  kernel->offer(PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES, {1000});
  EXPECT_TRUE(stalls_of(kernel)["value"].is_null());
}

TEST(Counters, ThatNeverCountOrContradictGiveNull) {
  const auto kernel = std::make_shared<FakeKernel>();
  kernel->offer(PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES, {0, 100, 0});
  kernel->offer(PERF_TYPE_RAW, kIntelStalls, {0, 100, 0});
  EXPECT_NE(stalls_of(kernel)["reason"].get<std::string>().find("never counted"),
            std::string::npos);
  kernel->offer(PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES, {1000});
  kernel->offer(PERF_TYPE_RAW, kIntelStalls, {5000});
  const auto stalls = stalls_of(kernel);
  EXPECT_TRUE(stalls["value"].is_null());
  EXPECT_NE(stalls["reason"].get<std::string>().find("contradict"), std::string::npos);
}

TEST(Counters, OfThisMachineEitherCountOrSayWhyNot) {
  Profiler profiler({});
  profiler.start();
  const Snapshot snapshot = profiler.stop();
  EXPECT_NE(snapshot.memory_stalls.value.has_value(), !snapshot.memory_stalls.reason.empty());
  EXPECT_NE(snapshot.system.migrations.has_value(), !snapshot.system.migrations_reason.empty());
}

}  // namespace
}  // namespace mien::profile
