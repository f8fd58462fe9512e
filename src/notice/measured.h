#pragma once
/// \file What was measured of the models that mien ships (models/measured.json).

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace mien::notice {

/// A section of instructions (instructions.h).
nlohmann::json instruction_section(const char* article, const char* heading, nlohmann::json lines,
                                   nlohmann::json facts,
                                   nlohmann::json tables = nlohmann::json::array());

/// Sections on exactness and on groups; where the model was not measured, that.
std::vector<nlohmann::json> measured_sections(const std::string& model);

}  // namespace mien::notice
