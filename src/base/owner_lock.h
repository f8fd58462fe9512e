#pragma once
/// \file One process at a time writes to a place.

#include <filesystem>
#include <string>

#include <sys/types.h>

namespace mien {

/// A lock that the system keeps (fcntl), on a file that says who has it: host, process, start,
/// command. It ends with its process however that ends, so a file that a killed one left is taken
/// over. Within one process it locks nobody out. On file systems without locks it is none.
class OwnerLock {
 public:
  /// Takes the lock `file` for the place `what` (named in the error). `command`: for others to
  /// read, without secrets. Throws Error(output) where another process has it, or `file` cannot be
  /// made.
  OwnerLock(std::filesystem::path file, const std::filesystem::path& what,
            const std::string& command);
  /// Removes the file.
  ~OwnerLock();
  OwnerLock(const OwnerLock&) = delete;
  OwnerLock& operator=(const OwnerLock&) = delete;

 private:
  bool try_lock(const std::filesystem::path& what);

  std::filesystem::path file_;
  pid_t owner_;  ///< a child that was forked off removes nothing
  int descriptor_ = -1;
};

}  // namespace mien
