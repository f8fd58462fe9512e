#pragma once
/// \file Pauses that the database did not take: a human hand waits for no lock.

#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "oversight/pause.h"

namespace mien::oversight {

/// A pause as somebody asked for it.
struct AskedPause {
  std::string camera;  ///< empty: all
  Pause pause;
  std::string by;  ///< for the audit log; empty: not for it
  bool operator==(const AskedPause&) const = default;
};

/// In FILE.pauses beside the database, from which the next start has them too, for its owner's eyes
/// alone; in memory where that cannot be written either. Thread-safe; several programs may have one
/// file.
class WaitingPauses {
 public:
  explicit WaitingPauses(const std::filesystem::path& database);

  /// All of them with one write of the file.
  void add(const std::vector<AskedPause>& asked);
  /// The oldest first. A file that cannot be read holds none.
  std::vector<AskedPause> all() const;
  /// False: none was such a one.
  bool forget(const std::function<bool(const AskedPause&)>& such);

 private:
  std::vector<AskedPause> in_file() const;
  std::vector<AskedPause> known() const;
  void keep(std::vector<AskedPause> waiting);

  mutable std::mutex mutex_;
  const std::filesystem::path file_;
  std::vector<AskedPause> memory_;  ///< guarded; what the file does not have
};

}  // namespace mien::oversight
