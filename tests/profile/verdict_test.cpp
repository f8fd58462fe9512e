// The advice is what an engineer does next: each rule, and that no verdict is given without a
// figure.
#include "profile/verdict.h"

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include <gtest/gtest.h>

#include "profile/cores.h"
#include "profile/profile.h"

namespace mien::profile {
namespace {

Snapshot snapshot(double utilisation, std::optional<double> packed, std::optional<double> stalls) {
  Snapshot s;
  s.cores = {10, 10 * 4 * utilisation, 4, 8, utilisation, utilisation / 2};
  s.vectorisation.emplace();
  s.vectorisation->packed_share = packed;
  s.vectorisation->at_loads = 0.3;
  s.vectorisation->hottest = {{"packed", "libgood.so", Stage::infer, 0.6, 1.0, 1.0, 512},
                              {"fhog_loop", "libdlib.so", Stage::infer, 0.3, 0.1, 0.1, 128}};
  s.memory_stalls.value = stalls;
  if (!stalls) s.memory_stalls.reason = "this virtual machine offers no hardware counters for it";
  return s;
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(Verdict, MetTargetsLeaveLittleScope) {
  const Snapshot s = snapshot(0.96, 0.97, 0.04);
  for (const Verdict& verdict :
       {core_verdict(s, {}), vector_verdict(s, {}), stall_verdict(s, {})}) {
    EXPECT_EQ(verdict.met, true);
    EXPECT_EQ(verdict.advice, "met: little scope left");
  }
}

TEST(Verdict, TheTargetItselfIsNotMet) {
  EXPECT_EQ(core_verdict(snapshot(0.80, 1, 0), {}).met, false);
  EXPECT_EQ(vector_verdict(snapshot(1, 0.70, 0), {}).met, false);
  EXPECT_EQ(stall_verdict(snapshot(1, 1, 0.10), {}).met, false);
}

struct CoreRule {
  const char* approach;
  const char* detector;
  int workers;
  std::int64_t voluntary, involuntary;
  const char* advice;
};

TEST(Verdict, IdleCoresGetOneNextStep) {
  const CoreRule rules[] = {
      {"baseline", "hog", 1, 0, 0, "--approach threads --workers 4"},
      {"cnn-sync", "yunet", 1, 0, 0, "--approach cnn-per-core --workers 4"},
      {"cnn-per-core", "yunet", 2, 0, 0, "--workers 4"},
      {"processes", "hog", 4, 0, 0, "--approach processes-prefetch"},
      {"cnn-streams", "yunet", 4, 0, 0, "--approach cnn-per-core"},
      {"cnn-batched", "yunet", 4, 0, 0, "--approach cnn-per-core"},
      {"cnn-per-core", "yunet", 4, 0, 9000, "taskset"},
      {"cnn-per-core", "yunet", 4, 9000, 0, "prefetch"},
      {"cnn-per-core", "yunet", 4, 0, 0, "more inputs"},
  };
  for (const CoreRule& rule : rules) {
    Snapshot s = snapshot(0.25, 1, 0);
    s.system.voluntary_switches = rule.voluntary;
    s.system.involuntary_switches = rule.involuntary;
    VerdictContext context;
    context.approach = rule.approach;
    context.detector = rule.detector;
    context.workers = rule.workers;
    const Verdict verdict = core_verdict(s, context);
    EXPECT_EQ(verdict.met, false);
    EXPECT_TRUE(holds(verdict.advice, rule.advice)) << rule.approach << ": " << verdict.advice;
  }
}

TEST(Verdict, OneCoreIsNotToldToUseMore) {
  Snapshot s = snapshot(0.25, 1, 0);
  s.cores.physical_cores = 1;
  VerdictContext context;
  context.approach = "baseline";
  context.workers = 1;
  EXPECT_FALSE(holds(core_verdict(s, context).advice, "--workers"));
}

struct VectorRule {
  const char* detector;
  const char* build;
  const char* blas;
  const char* precision;
  bool bf16, avx2, avx512;
  const char* advice;
};

TEST(Verdict, ScalarWorkGetsOneNextStep) {
  const VectorRule rules[] = {
      {"hog", "generic", "", "", false, true, false, "detect: { build: avx2 }"},
      {"hog", "generic", "", "", false, true, true, "detect: { build: avx512 }"},
      {"hog", "generic", "", "", false, false, false, "cnn-per-core"},
      {"hog", "avx2", "", "", false, true, false, "cnn-per-core"},
      {"mmod", "avx2", "openblas", "", false, true, false, "detect: { blas: mkl }"},
      {"yunet", "", "", "f32", true, true, true, "--precision bf16"},
      {"yunet", "", "", "bf16", true, true, true, "fhog_loop in libdlib.so (30 % of the time"},
  };
  for (const VectorRule& rule : rules) {
    VerdictContext context;
    context.detector = rule.detector;
    context.build = rule.build;
    context.blas = rule.blas;
    context.precision = rule.precision;
    context.native_bf16 = rule.bf16;
    context.avx2 = rule.avx2;
    context.avx512 = rule.avx512;
    context.infer_share = 0.8;
    const Verdict verdict = vector_verdict(snapshot(1, 0.4, 0), context);
    EXPECT_TRUE(holds(verdict.advice, rule.advice)) << rule.detector << ": " << verdict.advice;
  }
}

TEST(Verdict, WaitingForMemoryGetsOneNextStep) {
  const auto advice = [](const char* approach, int workers, const char* precision, double decode) {
    VerdictContext context;
    context.approach = approach;
    context.workers = workers;
    context.precision = precision;
    context.native_bf16 = true;
    context.decode_share = decode;
    return stall_verdict(snapshot(1, 1, 0.3), context).advice;
  };
  EXPECT_TRUE(holds(advice("cnn-batched", 4, "bf16", 0), "batch 1"));
  EXPECT_TRUE(holds(advice("cnn-per-core", 8, "bf16", 0), "--workers 4"));
  EXPECT_TRUE(holds(advice("cnn-per-core", 4, "f32", 0), "--precision bf16"));
  EXPECT_TRUE(holds(advice("cnn-per-core", 4, "bf16", 0.7), "--detect-fps"));
  EXPECT_TRUE(holds(advice("cnn-per-core", 4, "bf16", 0), "smaller width"));
}

TEST(Verdict, NothingIsJudgedThatWasNotMeasured) {
  Snapshot s = snapshot(0.9, std::nullopt, std::nullopt);
  EXPECT_FALSE(vector_verdict(s, {}).met);
  EXPECT_FALSE(stall_verdict(s, {}).met);
  s.vectorisation.reset();
  EXPECT_FALSE(vector_verdict(s, {}).value);
}

TEST(ProfileJson, HasTheContractsKeysAndANamedEstimate) {
  VerdictContext context;
  auto json = profile_json(snapshot(0.9, 0.8, std::nullopt), context);
  for (const char* part : {"core_utilisation", "vectorisation", "memory_stalls"})
    for (const char* key : {"value", "target", "met", "advice"})
      EXPECT_TRUE(json[part].contains(key)) << part << "." << key;
  EXPECT_EQ(json["vectorisation"]["method"], "time-weighted");
  for (const char* width : {"128", "256", "512", "tile"})
    EXPECT_TRUE(json["vectorisation"]["widths"].contains(width));
  EXPECT_TRUE(json["memory_stalls"]["value"].is_null());
  EXPECT_TRUE(holds(json["memory_stalls"]["reason"], "virtual machine"));
  EXPECT_TRUE(holds(json["memory_stalls"]["estimate"]["meaning"], "no stall measurement"));
  EXPECT_TRUE(json["overhead"].contains("share"));

  context.ms_alone = 8;
  context.ms_busy = 10;
  json = profile_json(snapshot(0.9, 0.8, std::nullopt), context);
  EXPECT_NEAR(json["memory_stalls"]["estimate"]["value"].get<double>(), 0.2, 1e-9);
}

TEST(ProfileJson, IsTextThatCanBeWrittenWhateverTheSymbols) {
  Snapshot s = snapshot(0.9, 0.8, 0.05);
  s.vectorisation->hottest[0].symbol = "\xff\xfe";
  EXPECT_NO_THROW(profile_json(s, {}).dump());
}

TEST(ProfileLines, SayTheThreeTargetsAndTheOverhead) {
  Snapshot s = snapshot(0.25, 0.9, std::nullopt);
  s.hz = 200;
  std::string text;
  for (const std::string& line : profile_lines(s, {})) text += line + "\n";
  EXPECT_TRUE(holds(text, "core utilisation: 25.0 % (target > 80 %"));
  EXPECT_TRUE(holds(text, "vectorisation: 90.0 %"));
  EXPECT_TRUE(holds(text, "memory stalls: not measured"));
  EXPECT_TRUE(holds(text, "sampler:"));
}

// Two hyper-threads of one core are one core.
TEST(Cores, HyperThreadsCountOnce) {
  const auto sys = std::filesystem::temp_directory_path() / "mien-cores-test";
  std::filesystem::remove_all(sys);
  const char* siblings[] = {"0,4", "1,5", "2-3", "2-3", "0,4", "1,5"};
  for (int cpu = 0; cpu < 6; ++cpu) {
    const auto folder = sys / ("cpu" + std::to_string(cpu)) / "topology";
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "thread_siblings_list") << siblings[cpu] << "\n";
  }
  EXPECT_EQ(count_cores({0, 1, 2, 3, 4, 5}, sys).physical, 3);
  EXPECT_EQ(count_cores({0, 4}, sys).physical, 1);
  EXPECT_EQ(count_cores({0, 4}, sys).logical, 2);
  EXPECT_EQ(count_cores({0, 9}, sys).physical, 2);  // 9: the system does not say
  std::filesystem::remove_all(sys);
  EXPECT_GE(usable_physical_cores().physical, 1);
}

}  // namespace
}  // namespace mien::profile
