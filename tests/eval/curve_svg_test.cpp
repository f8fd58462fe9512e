#include "eval/curve_svg.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace mien::eval {
namespace {

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(CurveSvg, ShowsEveryClassWithItsAveragePrecision) {
  const AveragePrecision small{794, 0.551, {{0.9, 1, 0.2}, {0.5, 0.8, 0.6}}};
  const AveragePrecision large{31, 0.869, {{0.9, 1, 0.9}}};
  const NamedCurve curves[] = {{10, &small}, {80, &large}};
  const std::string svg = curve_svg("retinaface at 640 pixels", curves);
  EXPECT_TRUE(svg.starts_with("<svg "));
  EXPECT_TRUE(svg.ends_with("</svg>\n"));
  EXPECT_TRUE(holds(svg, "retinaface at 640 pixels"));
  EXPECT_TRUE(holds(svg, "≥ 10 px: AP 0.551"));
  EXPECT_TRUE(holds(svg, "794 faces"));
  EXPECT_TRUE(holds(svg, "≥ 80 px: AP 0.869"));
}

TEST(CurveSvg, TitlesAreTextNeverMarkup) {
  const std::string svg = curve_svg("<script>&\"\x01", {});
  EXPECT_FALSE(holds(svg, "<script>"));
  EXPECT_TRUE(holds(svg, "&lt;script&gt;&amp;&quot; "));
}

TEST(CurveSvg, AClassWithoutFacesIsNamedSo) {
  const AveragePrecision none;
  const NamedCurve curves[] = {{40, &none}};
  EXPECT_TRUE(holds(curve_svg("t", curves), "≥ 40 px: no faces"));
}

// A whole validation set leaves hundreds of thousands of points; a browser must still open the
// picture.
TEST(CurveSvg, StaysSmallHoweverManyPoints) {
  AveragePrecision many{100000, 0.5, {}};
  for (int i = 1; i <= 100000; ++i) many.curve.push_back({1 - i * 1e-5, 1 - i * 5e-6, i * 1e-5});
  const NamedCurve curves[] = {{10, &many}};
  EXPECT_LT(curve_svg("t", curves).size(), 50'000u);
  const std::string csv = curve_csv(curves);
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 100001);
}

TEST(CurveCsv, HasAHeaderAndALinePerPoint) {
  const AveragePrecision one{2, 0.5, {{0.75, 1, 0.5}}};
  const NamedCurve curves[] = {{20, &one}};
  EXPECT_EQ(curve_csv(curves),
            "min_height,confidence,precision,recall\n20,0.750000,1.000000,0.500000\n");
}

}  // namespace
}  // namespace mien::eval
