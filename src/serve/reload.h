#pragma once
/// \file The file read anew: planned, written down, done, told of.

#include <functional>
#include <string>

#include "audience/audit_log.h"
#include "base/event_log.h"
#include "serve/config_desk.h"
#include "serve/metrics.h"

namespace mien::serve {

/// Thread-safe: the desk makes one change at a time.
class Reloader {
 public:
  /// `beside`: what else is read anew; what it returns puts it in force and does not fail.
  Reloader(std::function<RunConfig()> read, std::function<std::function<void()>()> beside,
           ConfigDesk& desk, audience::AuditLog& audit, EventLog& log, Metrics& metrics)
      : read_(std::move(read)),
        beside_(std::move(beside)),
        desk_(desk),
        audit_(audit),
        log_(log),
        metrics_(metrics) {}

  explicit operator bool() const { return static_cast<bool>(read_); }
  /// Reads the file in the name of `who`. What is refused is in the event log, the audit log and a
  /// metric, and is thrown (Error, Refusal). `must_audit`: a change that cannot be written down is
  /// not made; else (the operator of the machine asks) it is, so that a full disk stops no
  /// revocation.
  Change reload(const std::string& who, bool must_audit);

 private:
  void audit(const std::string& who, const char* action, const std::string& detail,
             bool must_audit);
  Change change(const std::string& who, bool must_audit);

  const std::function<RunConfig()> read_;
  const std::function<std::function<void()>()> beside_;
  ConfigDesk& desk_;
  audience::AuditLog& audit_;
  EventLog& log_;
  Metrics& metrics_;
};

}  // namespace mien::serve
