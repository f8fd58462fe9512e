#include "profile/flame.h"

#include <nlohmann/json.hpp>
#include <vector>

#include <gtest/gtest.h>

#include "mien/error.h"

#include "profile/peak_kernels.h"
#include "profile/roofline.h"
#include "profile/symbols.h"

namespace mien::profile {
namespace {

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// Elements are nested and closed, and '&' begins one of the five entities: what browsers insist on.
bool well_formed(const std::string& xml) {
  std::vector<std::string> open;
  for (std::size_t at = 0; at < xml.size(); ++at) {
    if (xml[at] == '&') {
      const auto end = xml.find(';', at);
      const auto entity = end == std::string::npos ? "" : xml.substr(at, end - at + 1);
      if (entity != "&lt;" && entity != "&gt;" && entity != "&amp;" && entity != "&quot;")
        return false;
    }
    if (xml[at] != '<') continue;
    const auto end = xml.find('>', at);
    if (end == std::string::npos) return false;
    const std::string tag = xml.substr(at + 1, end - at - 1);
    if (tag.empty() || tag.find('<') != std::string::npos) return false;
    const std::string name = tag.substr(0, tag.find_first_of(" /", 1));
    if (tag[0] == '/') {
      if (open.empty() || open.back() != tag.substr(1)) return false;
      open.pop_back();
    } else if (tag.back() != '/') {
      open.push_back(name);
    }
    at = end;
  }
  return open.empty();
}

const FlameLeaf kLeaves[] = {
    {"mien 12", "infer", "std::vector<int>::push_back(int&&)", "lib\"a\"&b.so", 2.0},
    {"mien 13", "infer", "JIT (oneDNN)", "JIT (oneDNN)", 5.0},
    {"mien 13", "decode", "h264_idct_\xff", "libavcodec.so.59", 3.0},
    {"other", "other", "tiny", "libc.so.6", 0.0001}};

// Each that this machine has: the snapshot of a machine with AMX ended in a fault of the processor.
TEST(PeakKernels, Run) {
  for (const PeakKernel& kernel : peak_kernels()) {
    if (!kernel.supported()) continue;
    EXPECT_GT(kernel.run(1000), 0) << kernel.name;
  }
}

TEST(Flame, IsWellFormedWhateverTheNames) {
  const std::string svg = flame_svg("before <&> after", kLeaves);
  EXPECT_TRUE(well_formed(svg)) << svg;
  EXPECT_TRUE(holds(svg, "before &lt;&amp;&gt; after"));
  EXPECT_TRUE(
      holds(svg, "std::vector&lt;int&gt;::push_back(int&amp;&amp;) — lib&quot;a&quot;&amp;b.so"));
  EXPECT_TRUE(holds(svg, "h264_idct_?"));
  EXPECT_FALSE(holds(svg, "<script"));
}

TEST(Flame, SumsThreadsThatDifferInTheirNumber) {
  const std::string svg = flame_svg("t", kLeaves);
  EXPECT_TRUE(holds(svg, "<title>mien: 10.00 s, 100.0 %"));
  EXPECT_TRUE(holds(svg, "<title>infer: 7.00 s, 70.0 %"));
  EXPECT_FALSE(holds(svg, "tiny"));  // narrower than can be seen
}

TEST(Flame, WithoutSamplesSaysSo) {
  const std::string svg = flame_svg("t", {});
  EXPECT_TRUE(well_formed(svg));
  EXPECT_TRUE(holds(svg, "no samples"));
}

TEST(XmlText, KeepsUtf8AndReplacesWhatIsBroken) {
  EXPECT_EQ(xml_text("é≥😀"), "é≥😀");
  EXPECT_EQ(xml_text("a\x01\xc3"), "a ?");
  EXPECT_EQ(xml_text("\xe2\x89"), "??");
}

// Static functions have names too, in programs that are not stripped.
__attribute__((noinline)) int named_function(int x) {
  __asm__ volatile("" : "+r"(x));
  return x;
}

TEST(Symbols, NameStaticAndExportedFunctions) {
  SymbolMap symbols;
  const auto own = symbols.place(reinterpret_cast<std::uintptr_t>(&named_function));
  EXPECT_TRUE(holds(own.symbol, "named_function")) << own.symbol;
  EXPECT_TRUE(holds(own.library, "test_profile")) << own.library;
  EXPECT_EQ(own.base, reinterpret_cast<std::uintptr_t>(&named_function));
  const auto library = symbols.place(reinterpret_cast<std::uintptr_t>(&qsort));
  EXPECT_TRUE(holds(library.symbol, "qsort")) << library.symbol;
  EXPECT_EQ(symbols.place(16).library, "gone");
}

TEST(Symbols, OfAFileThatIsNoProgramAreNone) {
  EXPECT_EQ(ElfSymbols("/proc/self/status").find(0), nullptr);
  EXPECT_EQ(ElfSymbols("/nowhere").find(0), nullptr);
  EXPECT_EQ(ElfSymbols(MIEN_SOURCE_DIR "/CMakeLists.txt").find(100), nullptr);
}

TEST(Roofline, MeasuresEveryPeakThatTheCpuHas) {
  const MachineLimits limits = measure_limits(2, 0.05);
  EXPECT_GT(limits.bandwidth_gb_s, 0);
  ASSERT_FALSE(limits.peaks.empty());
  EXPECT_EQ(limits.peaks[0].name, "f32 SSE");
  for (const Peak& peak : limits.peaks) EXPECT_GT(peak.gflops, 0) << peak.name;
  EXPECT_THROW(measure_limits(0), Error);
  EXPECT_THROW(measure_limits(1, 100), Error);
}

TEST(Roofline, TheLowerRoofLimitsANetwork) {
  const MachineLimits limits{2, 20, 0, 0, {{"f32 AVX2 + FMA", "f32", 200}, {"f32 SSE", "f32", 50}}};
  const NetworkPoint networks[] = {
      {"dense", "f32", 1e9, 1e7, 20},      // intensity 100: 50 of 100 GFLOP/s a thread
      {"depthwise", "f32", 1e8, 1e8, 20},  // intensity 1: 5 of 10
      {"unknown", "f32", 0, 0, 20}};
  const auto json = roofline_json(limits, networks);
  ASSERT_EQ(json["networks"].size(), 2u);
  EXPECT_EQ(json["networks"][0]["limit"], "compute");
  EXPECT_NEAR(json["networks"][0]["share_of_roof"].get<double>(), 0.5, 1e-9);
  EXPECT_EQ(json["networks"][1]["limit"], "memory");
  EXPECT_NEAR(json["networks"][1]["roof_gflops"].get<double>(), 10, 1e-9);
}

// A peak of a precision that was not measured is no peak.
TEST(Roofline, WithoutAPeakThereIsNoShare) {
  const NetworkPoint networks[] = {{"n", "int8", 1e9, 1e7, 20}};
  EXPECT_TRUE(roofline_json({1, 20}, networks)["networks"][0]["share_of_roof"].is_null());
}

}  // namespace
}  // namespace mien::profile
