#include "eval/unit_chart.h"

#include <cmath>
#include <iterator>

#include <fmt/format.h>

namespace mien::eval {
namespace {

constexpr int kWidth = 720, kHeight = 520;
constexpr int kLeft = 70, kTop = 60, kPlotWidth = 400, kPlotHeight = 400;
constexpr int kKeyLeft = kLeft + kPlotWidth + 24;

struct Pen {
  const char* colour;
  const char* dashes;
};
// Okabe & Ito, "Color Universal Design" (2008): blue, vermilion, bluish green, reddish purple.
constexpr Pen kPens[] = {
    {"#0072b2", "none"}, {"#d55e00", "9 4"}, {"#009e73", "3 3"}, {"#cc79a7", "12 3 3 3"}};

constexpr const char* kStyle =
    "text{font:13px system-ui,sans-serif;fill:#222}.title{font-size:16px;font-weight:600}"
    ".grid{stroke:#ddd}.axis{stroke:#222;fill:none}.curve{fill:none;stroke-width:2.2}"
    ".end{text-anchor:end}.mid{text-anchor:middle}.small{font-size:11px;fill:#555}";

double x_of(double value) { return kLeft + value * kPlotWidth; }
double y_of(double value) { return kTop + (1 - value) * kPlotHeight; }

std::string escaped(const std::string& text) {
  std::string safe;
  for (const char c : text) {
    switch (c) {
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '&':
        safe += "&amp;";
        break;
      case '"':
        safe += "&quot;";
        break;
      default:
        safe += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
  }
  return safe;
}

using Text = std::back_insert_iterator<std::string>;

void draw_axes(Text out, const UnitChart& chart) {
  for (int i = 0; i <= 10; ++i) {
    const double value = i / 10.0;
    fmt::format_to(out, "<path class=\"grid\" d=\"M{:.1f} {}V{}M{} {:.1f}H{}\"/>\n", x_of(value),
                   kTop, kTop + kPlotHeight, kLeft, y_of(value), kLeft + kPlotWidth);
    if (i % 2 != 0) continue;
    fmt::format_to(out, "<text class=\"mid\" x=\"{:.1f}\" y=\"{}\">{:.1f}</text>\n", x_of(value),
                   kTop + kPlotHeight + 20, value);
    fmt::format_to(out, "<text class=\"end\" x=\"{}\" y=\"{:.1f}\">{:.1f}</text>\n", kLeft - 8,
                   y_of(value) + 4, value);
  }
  fmt::format_to(out, "<path class=\"axis\" d=\"M{} {}v{}h{}\"/>\n", kLeft, kTop, kPlotHeight,
                 kPlotWidth);
  if (chart.diagonal) {
    fmt::format_to(out, "<path class=\"axis\" stroke-dasharray=\"2 4\" d=\"M{} {}L{} {}\"/>\n",
                   kLeft, kTop + kPlotHeight, kLeft + kPlotWidth, kTop);
  }
  fmt::format_to(out, "<text class=\"mid\" x=\"{}\" y=\"{}\">{}</text>\n", kLeft + kPlotWidth / 2,
                 kTop + kPlotHeight + 42, escaped(chart.x_axis));
  fmt::format_to(out, "<text class=\"mid\" transform=\"translate({} {}) rotate(-90)\">{}</text>\n",
                 kLeft - 45, kTop + kPlotHeight / 2, escaped(chart.y_axis));
}

/// Points nearer than half a pixel to the last one drawn are left out: a curve may have 100,000.
void draw_line(Text out, const std::vector<ChartPoint>& points, const Pen& pen) {
  if (points.empty()) return;
  fmt::format_to(out, "<polyline class=\"curve\" stroke=\"{}\" stroke-dasharray=\"{}\" points=\"",
                 pen.colour, pen.dashes);
  double last_x = -1e9, last_y = -1e9;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const double x = x_of(points[i].x), y = y_of(points[i].y);
    const bool last = i + 1 == points.size();
    if (!last && std::hypot(x - last_x, y - last_y) < 0.5) continue;
    fmt::format_to(out, "{:.1f},{:.1f} ", x, y);
    last_x = x;
    last_y = y;
  }
  fmt::format_to(out, "\"/>\n");
}

void draw_key(Text out, const ChartSeries& series, const Pen& pen, int row) {
  const int y = kTop + 34 + row * 48;
  fmt::format_to(out,
                 "<path class=\"curve\" stroke=\"{}\" stroke-dasharray=\"{}\" d=\"M{} {}h34\"/>\n",
                 pen.colour, pen.dashes, kKeyLeft, y - 4);
  fmt::format_to(out, "<text x=\"{}\" y=\"{}\">{}</text>\n", kKeyLeft + 42, y,
                 escaped(series.name));
  if (series.detail.empty()) return;
  fmt::format_to(out, "<text class=\"small\" x=\"{}\" y=\"{}\">{}</text>\n", kKeyLeft + 42, y + 16,
                 escaped(series.detail));
}

}  // namespace

std::string unit_chart_svg(const UnitChart& chart, std::span<const ChartSeries> series) {
  std::string svg;
  const Text out(svg);
  const std::string title = escaped(chart.title);
  fmt::format_to(out,
                 "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" role=\"img\">\n"
                 "<title>{}</title>\n<style>{}</style>\n"
                 "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n",
                 kWidth, kHeight, title, kStyle);
  fmt::format_to(out, "<text class=\"title\" x=\"{}\" y=\"32\">{}</text>\n", kLeft, title);
  draw_axes(out, chart);
  fmt::format_to(out, "<text class=\"small\" x=\"{}\" y=\"{}\">{}</text>\n", kKeyLeft, kTop + 8,
                 escaped(chart.key_title));
  for (std::size_t i = 0; i < series.size(); ++i) {
    const Pen& pen = kPens[i % std::size(kPens)];
    draw_line(out, series[i].points, pen);
    draw_key(out, series[i], pen, static_cast<int>(i));
  }
  fmt::format_to(out, "</svg>\n");
  return svg;
}

}  // namespace mien::eval
