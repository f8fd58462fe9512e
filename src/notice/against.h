#pragma once
/// \file One measure each, with the value that a configuration gives it. Pure.

#include <string>

#include "notice/risks.h"

namespace mien::notice::against {

/// A measure that no setting changes.
RiskMeasure always(std::string what);

// Figures, and what is kept of people.
RiskMeasure small_groups(const RunConfig& config);
RiskMeasure live_view(const RunConfig& config);
RiskMeasure stays_kept_in(const RunConfig& config);
RiskMeasure single_faces(const RunConfig& config);
RiskMeasure short_memory(const RunConfig& config);
RiskMeasure less_read(const RunConfig& config);
RiskMeasure unknown_below(const RunConfig& config, const BuildFacts& build);

// What cameras may see, and who is told of it.
RiskMeasure no_raw_video(const RunConfig& config);
RiskMeasure purposes(const RunConfig& config);
RiskMeasure staff_zones(const RunConfig& config);
RiskMeasure masks(const RunConfig& config);
RiskMeasure notice_hangs(const RunConfig& config);
RiskMeasure notice_complete(const RunConfig& config);
RiskMeasure notice_languages_told(const RunConfig& config);

// Who may do what, and who sees it.
RiskMeasure overseer(const RunConfig& config);
RiskMeasure audit_kept(const RunConfig& config);
RiskMeasure tokens(const RunConfig& config);
RiskMeasure encrypted(const RunConfig& config);
RiskMeasure receivers_encrypted(const RunConfig& config);
RiskMeasure receivers_wait(const RunConfig& config);
RiskMeasure api_cameras(const RunConfig& config);
RiskMeasure fewer_refused(const RunConfig& config);

}  // namespace mien::notice::against
