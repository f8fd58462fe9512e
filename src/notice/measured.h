#pragma once
/// \file What instructions, register and file are made of: sections, tables, blanks; and what was
/// measured of the models that mien ships (models/measured.json).

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace mien::notice {

/// A section of instructions (instructions.h).
nlohmann::json instruction_section(const char* article, const char* heading, nlohmann::json lines,
                                   nlohmann::json facts,
                                   nlohmann::json tables = nlohmann::json::array());

/// A table of words, a row each; all of them strings.
nlohmann::json words_table(const char* caption, nlohmann::json head, nlohmann::json rows);

/// What is left for people to write: "what", and "by" whom.
nlohmann::json blank(const char* what, const char* by);
inline constexpr char kProvider[] = "the provider", kDeployer[] = "the deployer";

/// Sections on exactness and on groups; where the model was not measured, that.
std::vector<nlohmann::json> measured_sections(const std::string& model);

}  // namespace mien::notice
