#pragma once
/// \file What `mien eval emotion -o DIR` leaves.

#include <filesystem>
#include <nlohmann/json_fwd.hpp>

namespace mien::eval {

/// `result` as eval_emotion returns it. Writes eval_emotion.json; emotion-reliability and
/// emotion-rejection (SVG with all models, CSV); emotion-confusion.csv.
/// Throws Error(output) where that cannot be written.
void write_emotion_files(const std::filesystem::path& folder, const nlohmann::json& result);

}  // namespace mien::eval
