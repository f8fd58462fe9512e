#pragma once
/// \file What keeps a camera from going live: somebody paused it, or its notice does not hang yet.

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/time.h"

namespace mien::oversight {

/// Somebody's hand on a camera: who, why, since when.
struct Pause {
  std::string who, reason;
  WallTime since;
};

/// The notice of a camera was seen hanging where people meet it, as it was then.
struct Confirmation {
  std::string notice;     ///< its fingerprint: what was confirmed
  std::string languages;  ///< "en, de"
  std::string who;
  WallTime at;
};

/// Both, in mien.db: they outlive the program. Thread-safe. Failures are Error(output) that names
/// the file.
class Holds {
 public:
  /// Opens or creates the file.
  explicit Holds(const std::filesystem::path& file);
  ~Holds();
  Holds(const Holds&) = delete;
  Holds& operator=(const Holds&) = delete;

  /// `camera` empty: every camera, also those that come later. A pause that is there stays as it
  /// is. Returns after the disk has it.
  void pause(const std::string& camera, const Pause& pause);
  /// False: it was not paused by itself. Empty: every pause ends.
  bool resume(const std::string& camera);
  /// The camera's own pause, or that of all.
  std::optional<Pause> paused(const std::string& camera) const;

  void confirm(const std::string& camera, const Confirmation& confirmation);
  /// The last one.
  std::optional<Confirmation> confirmed(const std::string& camera) const;

 private:
  struct Tables;
  mutable std::mutex mutex_;
  std::unique_ptr<Tables> tables_;
};

}  // namespace mien::oversight
