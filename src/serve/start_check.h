#pragma once
/// \file What a start is written down as, and what it is warned of.

#include "mien/config.h"

#include "audience/audit_log.h"
#include "base/event_log.h"

namespace mien::serve {

EventLogOptions log_options(const LogConfig& config);

/// Writes the start into the audit log, with whether tokens are needed. Throws Error(usage) where
/// the configuration names none and this database's server needed one when it started last, unless
/// `reload.allow_fewer` says that it is meant: a file that lost its tokens opens nothing.
void check_start(const RunConfig& config, audience::AuditLog& audit, EventLog& log);

}  // namespace mien::serve
