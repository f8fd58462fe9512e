#pragma once
/// \file The flame graph: CPU time by thread, stage and symbol.

#include <span>
#include <string>
#include <string_view>

#include "profile/snapshot.h"

namespace mien::profile {

/// A self-contained SVG, no script: rows from below: all, thread, stage, symbol; widths are CPU
/// time; each box tells name, seconds and share on hovering. Threads whose names differ in their
/// number alone are one box. Boxes under 1/1000 of the width are left out. Colours tell stages
/// apart (Okabe and Ito's). `title` and names are escaped. Without leaves the picture says so.
/// Pure.
std::string flame_svg(const std::string& title, std::span<const FlameLeaf> leaves);

/// Text for XML: markup characters as entities, control characters and broken UTF-8 as spaces or
/// '?'.
std::string xml_text(std::string_view text);

/// The text with '?' for each broken byte: symbol tables hold any bytes, JSON and XML do not.
std::string valid_utf8(std::string_view text);

}  // namespace mien::profile
