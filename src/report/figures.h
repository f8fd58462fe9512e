#pragma once
/// \file The parts of a run's results as the page's data, whatever else the files hold.

#include <string>
#include <vector>

#include "report/fields.h"
#include "report/finding.h"
#include "report/timeline.h"

namespace mien::report {

/// The last part of a path or URL: what people call an input.
std::string short_name(const std::string& input);

/// Counts, times, stages, latencies, error and damage of one of summary.json's R objects.
json figures_of(const json& row);

/// Shares above 0 by label.
json shares_json(const std::vector<LabelShare>&);

/// Series by bin; only labels that occur.
json timeline_json(const FacesOverTime&, const LabelTable&);

/// Role, name, hash, licence, precision and width of the detector and the expression model.
json models_json(const json& summary);

}  // namespace mien::report
