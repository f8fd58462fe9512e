#include "eval/curve_svg.h"

#include <iterator>

#include <fmt/format.h>

#include "base/text.h"
#include "eval/unit_chart.h"

namespace mien::eval {
namespace {

ChartSeries series_of(const NamedCurve& curve) {
  const AveragePrecision& precision = *curve.precision;
  if (precision.faces == 0) return {fmt::format("≥ {} px: no faces", curve.min_height), "", {}};
  ChartSeries series{fmt::format("≥ {} px: AP {:.3f}", curve.min_height, precision.value),
                     counted(precision.faces, "face"),
                     {}};
  for (const CurvePoint& point : precision.curve)
    series.points.push_back({point.recall, point.precision});
  return series;
}

}  // namespace

std::string curve_svg(const std::string& title, std::span<const NamedCurve> curves) {
  std::vector<ChartSeries> series;
  for (const NamedCurve& curve : curves) series.push_back(series_of(curve));
  return unit_chart_svg({title, "recall", "precision", "face height at 640 px"}, series);
}

std::string curve_csv(std::span<const NamedCurve> curves) {
  std::string csv = "min_height,confidence,precision,recall\n";
  for (const NamedCurve& curve : curves) {
    for (const CurvePoint& point : curve.precision->curve) {
      fmt::format_to(std::back_inserter(csv), "{},{:.6f},{:.6f},{:.6f}\n", curve.min_height,
                     point.confidence, point.precision, point.recall);
    }
  }
  return csv;
}

}  // namespace mien::eval
