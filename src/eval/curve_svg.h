#pragma once
/// \file Precision/recall curves as a picture (SVG) and as numbers (CSV).

#include <span>
#include <string>

#include "eval/average_precision.h"

namespace mien::eval {

/// The curve of one class of faces.
struct NamedCurve {
  int min_height = 0;                           ///< pixels at 640 px longest side
  const AveragePrecision* precision = nullptr;  ///< not owned
};

/// A self-contained SVG: precision over recall, 0..1 both, grid, legend with average precision and
/// faces. Colours are Okabe and Ito's, told apart with any colour vision; dashes tell them apart in
/// print. `title` is escaped. Pure.
std::string curve_svg(const std::string& title, std::span<const NamedCurve> curves);

/// `min_height,confidence,precision,recall`, a line per point. Pure.
std::string curve_csv(std::span<const NamedCurve> curves);

}  // namespace mien::eval
