#include "lab/curve_svg.h"

#include <cmath>
#include <iterator>

#include <fmt/format.h>

namespace mien::lab {
namespace {

constexpr int kWidth = 720, kHeight = 520;
constexpr int kLeft = 70, kTop = 60, kPlotWidth = 400, kPlotHeight = 400;

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

double x_of(double recall) { return kLeft + recall * kPlotWidth; }
double y_of(double precision) { return kTop + (1 - precision) * kPlotHeight; }

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

void draw_axes(Text out) {
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
  fmt::format_to(out, "<text class=\"mid\" x=\"{}\" y=\"{}\">recall</text>\n",
                 kLeft + kPlotWidth / 2, kTop + kPlotHeight + 42);
  fmt::format_to(
      out, "<text class=\"mid\" transform=\"translate({} {}) rotate(-90)\">precision</text>\n",
      kLeft - 45, kTop + kPlotHeight / 2);
}

/// Points nearer than half a pixel to the last one drawn are left out: a curve may have 100,000.
void draw_curve(Text out, const AveragePrecision& precision, const Pen& pen) {
  if (precision.curve.empty()) return;
  fmt::format_to(out, "<polyline class=\"curve\" stroke=\"{}\" stroke-dasharray=\"{}\" points=\"",
                 pen.colour, pen.dashes);
  double last_x = -1e9, last_y = -1e9;
  for (std::size_t i = 0; i < precision.curve.size(); ++i) {
    const double x = x_of(precision.curve[i].recall), y = y_of(precision.curve[i].precision);
    const bool last = i + 1 == precision.curve.size();
    if (!last && std::hypot(x - last_x, y - last_y) < 0.5) continue;
    fmt::format_to(out, "{:.1f},{:.1f} ", x, y);
    last_x = x;
    last_y = y;
  }
  fmt::format_to(out, "\"/>\n");
}

void draw_key(Text out, const NamedCurve& curve, const Pen& pen, int row) {
  const int x = kLeft + kPlotWidth + 24, y = kTop + 34 + row * 48;
  fmt::format_to(out,
                 "<path class=\"curve\" stroke=\"{}\" stroke-dasharray=\"{}\" d=\"M{} {}h34\"/>\n",
                 pen.colour, pen.dashes, x, y - 4);
  if (curve.precision->faces == 0) {
    fmt::format_to(out, "<text x=\"{}\" y=\"{}\">≥ {} px: no faces</text>\n", x + 42, y,
                   curve.min_height);
    return;
  }
  fmt::format_to(out, "<text x=\"{}\" y=\"{}\">≥ {} px: AP {:.3f}</text>\n", x + 42, y,
                 curve.min_height, curve.precision->value);
  fmt::format_to(out, "<text class=\"small\" x=\"{}\" y=\"{}\">{} faces</text>\n", x + 42, y + 16,
                 curve.precision->faces);
}

}  // namespace

std::string curve_svg(const std::string& title, std::span<const NamedCurve> curves) {
  std::string svg;
  const Text out(svg);
  fmt::format_to(out,
                 "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" role=\"img\">\n"
                 "<title>{}</title>\n<style>{}</style>\n"
                 "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n",
                 kWidth, kHeight, escaped(title), kStyle);
  fmt::format_to(out, "<text class=\"title\" x=\"{}\" y=\"32\">{}</text>\n", kLeft, escaped(title));
  draw_axes(out);
  const int key_x = kLeft + kPlotWidth + 24;
  fmt::format_to(out, "<text class=\"small\" x=\"{}\" y=\"{}\">face height at 640 px</text>\n",
                 key_x, kTop + 8);
  for (std::size_t i = 0; i < curves.size(); ++i) {
    const Pen& pen = kPens[i % std::size(kPens)];
    draw_curve(out, *curves[i].precision, pen);
    draw_key(out, curves[i], pen, static_cast<int>(i));
  }
  fmt::format_to(out, "</svg>\n");
  return svg;
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

}  // namespace mien::lab
