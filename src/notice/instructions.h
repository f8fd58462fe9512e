#pragma once
/// \file What Regulation (EU) 2024/1689 wants written of a system, made from the build and the
/// configuration: instructions for use (Art. 13(3)), the register of risks (Art. 9), the technical
/// file (Art. 11, Annex IV). What neither knows is a blank, with who fills it in.

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "mien/config.h"
#include "mien/summary.h"

namespace mien::notice {

/// What is known of a model.
struct ModelFacts {
  std::string name, sha256, licence, note;
  double min_confidence = 0;  ///< below it the answer is `unknown`
};

struct BuildFacts {
  std::string version;
  ModelFacts detector, emotion;      ///< no name: not known, or none
  std::vector<ModelFacts> in_place;  ///< may run in the place of these, as the machine has them
  MachineTable machine;              ///< that this is made on
};

/// {"title", "version", "sections": [{"article", "heading", "lines", "tables", "warnings",
/// "blanks", "facts"}], "missing"}: `facts` for machines, the rest for people. English.
nlohmann::json instructions(const RunConfig& config, const BuildFacts& build);
/// The same of the risks, a section each: cause, who is touched, what stands against it with its
/// present value, what is left. `warnings`: settings that weaken a measure.
nlohmann::json risk_register(const RunConfig& config, const BuildFacts& build);
/// The same after the points of Annex IV.
nlohmann::json technical_file(const RunConfig& config, const BuildFacts& build);

/// Keys of the configuration that are to be filled in, each with what to write there.
nlohmann::json missing_keys(const RunConfig& config);

/// The measured figures of a model, as models/measured.json has them; null: it has none.
nlohmann::json measured(const std::string& model);

/// Any of the three as a page for screen and paper; loads nothing.
std::string instructions_page(const nlohmann::json& said);

}  // namespace mien::notice
