#pragma once
/// \file Who looked at raw pictures, and who changed what.

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"

namespace mien::audience {

struct AuditEntry {
  WallTime time;
  std::string who;     ///< name and scope of the token and the client's address, never the token
  std::string action;  ///< "raw picture", "camera changed", …
  std::string detail;  ///< what of it
};

/// The table `audit` of mien.db. Thread-safe. Failures are Error(output) that names the file.
class AuditLog {
 public:
  /// Opens or creates the file.
  explicit AuditLog(const std::filesystem::path& file);
  ~AuditLog();
  AuditLog(const AuditLog&) = delete;
  AuditLog& operator=(const AuditLog&) = delete;

  /// Returns after the entry has reached the disk: add it first, then do what it says. Texts are
  /// cut at 1,000 bytes. Entries go with StoreOptions::log_retention_days.
  void add(const AuditEntry& entry);
  /// The newest first, up to `limit`.
  std::vector<AuditEntry> recent(std::size_t limit = 100) const;
  /// The newest entry of that action; nullopt: there is none.
  std::optional<AuditEntry> last(const std::string& action) const;

 private:
  struct Tables;
  mutable std::mutex mutex_;
  std::unique_ptr<Tables> tables_;
};

}  // namespace mien::audience
