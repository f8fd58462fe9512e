#pragma once
/// \file What `mien eval detect -o` leaves in its folder.

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <span>

#include "eval/curve_svg.h"

namespace mien::eval {

/// The curves of one detector as SVG and CSV, its result, and eval_detect.json with those of all
/// that were evaluated into the folder. Throws Error(output).
void write_detect_files(const std::filesystem::path& folder, const nlohmann::json& result,
                        std::span<const NamedCurve> curves);

}  // namespace mien::eval
