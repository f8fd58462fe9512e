// What a person reads of a snapshot: functions by name, once each; a roof that nothing passes.
#include <nlohmann/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "profile/profile.h"
#include "profile/roofline.h"
#include "profile/symbols.h"

namespace mien::profile {
namespace {

using testing::HasSubstr;

// As seen: twelve rows "JIT (oneDNN)", and templates of 800 characters.
TEST(ProfileNames, NameEachFunctionOnceAndShortly) {
  Snapshot s;
  s.vectorisation.emplace();
  const std::string type = "std::vector<std::pair<int, std::map<std::string, double>>>";
  std::string gemm = "void dnnl::impl::gemm<" + type;
  for (int i = 0; i < 12; ++i) gemm += ", " + type;
  gemm += ">(float const*, " + type + ")";
  s.vectorisation->hottest = {{gemm, "libx.so", Stage::infer, 0.3, 1.0, 1.0, 512}};
  for (int i = 0; i < 12; ++i)
    s.vectorisation->hottest.push_back(
        {"JIT (oneDNN)", "JIT (oneDNN)", Stage::infer, 0.05, 0.5, 1.0, 512});
  std::string text;
  int jit = 0;
  for (const std::string& line : profile_lines(s, {})) {
    text += line + "\n";
    jit += line.find("JIT") != std::string::npos;
  }
  EXPECT_EQ(jit, 1);
  EXPECT_THAT(text, HasSubstr(" 60.0 %  infer     packed  50 %  JIT (oneDNN)\n"));
  EXPECT_THAT(text, HasSubstr("void dnnl::impl::gemm<…>(…)  (libx.so)"));
}

TEST(ProfileNames, KeepTheNameAndLeaveOutTheRest) {
  EXPECT_EQ(short_symbol("mien::run"), "mien::run");
  EXPECT_EQ(short_symbol("f()"), "f()");
  EXPECT_EQ(short_symbol("a<b<c>, d>::e(int) const"), "a<…>::e(…) const");
  EXPECT_EQ(short_symbol("x::operator<(int)"), "x::operator<(…)");
  EXPECT_EQ(short_symbol("x::operator()(y<z>)"), "x::operator()(…)");
  EXPECT_EQ(short_symbol("m::(anonymous namespace)::f(int)"), "m::(anonymous namespace)::f(…)");
  EXPECT_EQ(short_symbol(std::string(800, 'n')), std::string(59, 'n') + "…");
}

// Operations over bytes and milliseconds, by hand.
TEST(Roofline, AboveTheRoofIsSaidToBeADisturbedMeasurement) {
  MachineLimits limits{.threads = 1, .bandwidth_gb_s = 10};
  limits.peaks = {{"fma", "f32", 100}, {"dpbf16", "bf16", 200}};
  const NetworkPoint points[] = {
      {"fits", "f32", 50e6, 1e6, 1, {}},        // 50 of 100 GFLOP/s
      {"disturbed", "f32", 205e6, 1e6, 1, {}},  // 205 of 100
      {"cached", "bf16", 150e6, 30e6, 1, {}},   // 5 FLOP/byte: 50 by memory, 200 by arithmetic
      {"layers",
       "f32",
       50e6,
       1e6,
       1,
       {{"conv3_2", "Convolution", "jit", 3}, {"relu", "Relu", "jit", 1}}}};
  const auto json = roofline_json(limits, points)["networks"];
  EXPECT_FALSE(json[0].contains("note"));
  EXPECT_NEAR(json[1]["share_of_roof"].get<double>(), 2.05, 1e-9);
  EXPECT_THAT(json[1]["note"].get<std::string>(), HasSubstr("a disturbed measurement"));
  EXPECT_THAT(json[2]["note"].get<std::string>(), HasSubstr("cache"));
  EXPECT_EQ(json[3]["layers"][0]["name"], "conv3_2");
  EXPECT_NEAR(json[3]["layers"][0]["share"].get<double>(), 0.75, 1e-9);
}

}  // namespace
}  // namespace mien::profile
