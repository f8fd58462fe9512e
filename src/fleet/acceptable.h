#pragma once
/// \file May a store make a change that its hub proposes?

#include <string>
#include <vector>

#include "mien/config.h"

#include "fleet/proposal.h"

namespace mien::fleet {

/// Throws Error(usage) where the section (JSON) is none that a hub may propose: no object, an
/// address, a key that a store does not tell of its cameras, a control character. Pure.
void check_proposable(const std::string& camera, const std::string& section);

/// What the proposal would change, in words. Throws Error(usage) where the store refuses it: no
/// such camera, as check_proposable, a value that a camera cannot have, or the camera has changed
/// since and is not as proposed. Pure.
std::vector<std::string> acceptable(const RunConfig& config, const Proposal& proposal);
/// The same for a list: a refusal is the only line.
std::vector<std::string> told_of(const RunConfig& config, const Proposal& proposal);

/// The section as it is kept in the store's file.
std::string kept_section(const RunConfig& config, const Proposal& proposal);

}  // namespace mien::fleet
