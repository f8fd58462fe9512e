#pragma once
/// \file Instructions for use in the sense of Art. 13(3) of Regulation (EU) 2024/1689: what the
/// system is for, what it cannot do, how exact it was measured to be, who watches over it. Made
/// from the build and the configuration; what neither knows is named as missing.

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "mien/config.h"

namespace mien::notice {

/// What is known of a model.
struct ModelFacts {
  std::string name, sha256, licence, note;
  double min_confidence = 0;  ///< below it the answer is `unknown`
};

struct BuildFacts {
  std::string version;
  ModelFacts detector, emotion;  ///< no name: not known, or none
};

/// {"title", "version", "sections": [{"article", "heading", "lines", "tables", "facts"}],
/// "missing"}: `facts` for machines, the rest for people. English.
nlohmann::json instructions(const RunConfig& config, const BuildFacts& build);

/// The measured figures of a model, as models/measured.json has them; null: it has none.
nlohmann::json measured(const std::string& model);

/// The same as a page for screen and paper; loads nothing.
std::string instructions_page(const nlohmann::json& instructions);

}  // namespace mien::notice
