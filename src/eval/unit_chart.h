#pragma once
/// \file A chart whose two axes run from 0 to 1, as a self-contained SVG.

#include <span>
#include <string>
#include <vector>

namespace mien::eval {

struct ChartPoint {
  double x = 0, y = 0;  ///< 0..1
};

/// One line of a chart and its two lines of the key; without points it stands in the key alone.
struct ChartSeries {
  std::string name, detail;  ///< `detail` may be empty
  std::vector<ChartPoint> points;
};

struct UnitChart {
  std::string title, x_axis, y_axis;
  std::string key_title;
  bool diagonal = false;  ///< a thin line from (0, 0) to (1, 1): where a calibrated model lies
};

/// Grid, axes, lines, key. Colours are Okabe and Ito's, told apart with any colour vision; dashes
/// tell them apart in print. All texts are escaped. Small however many points there are. Pure.
std::string unit_chart_svg(const UnitChart& chart, std::span<const ChartSeries> series);

}  // namespace mien::eval
