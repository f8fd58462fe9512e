#pragma once
/// \file What keeps a camera from going live: somebody paused it, or its notice does not hang yet.

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "oversight/pause.h"
#include "oversight/waiting_pauses.h"

namespace mien::oversight {

/// The notice of a camera was seen hanging where people meet it, as it was then.
struct Confirmation {
  std::string notice;     ///< its fingerprint: what was confirmed
  std::string languages;  ///< "en, de"
  std::string who;
  WallTime at;
};

/// What is said of a pause that holds, and that the database does not have yet.
inline constexpr const char* kWaitsToBeStored =
    " (in force; the database cannot be written now, so it will be recorded there later)";

/// Both, in mien.db: they outlive the program. Thread-safe. Failures are Error(output) that names
/// the file. What was known of a camera holds on while the file cannot be read.
class Holds {
 public:
  /// Opens or creates the file.
  explicit Holds(const std::filesystem::path& file);
  ~Holds();
  Holds(const Holds&) = delete;
  Holds& operator=(const Holds&) = delete;

  /// `camera` empty: every camera, also those that come later. A pause that is there stays as it
  /// is. In the name of `by` (empty: nobody) it is in the audit log. Holds from when it returns,
  /// which waits for no lock. False: the database did not take it yet; FILE.pauses has it, until
  /// `catch_up` finds the database ready. `each`: cameras that are paused with all, each in its own
  /// name too: one that leaves stays paused where it goes.
  bool pause(const std::string& camera, const Pause& pause, const std::string& by = {},
             const std::vector<std::string>& each = {});
  /// Stores what waits; how many. Waits for no lock either.
  std::size_t catch_up();
  /// Ends the camera's own pause, or where it has none, that of its figures. False: there was none.
  /// Empty: every pause ends, but none of figures alone.
  bool resume(const std::string& camera);
  /// Ends a pause of the camera's own of this one kind, in the name of `by` as above. False: there
  /// was none.
  bool end(const std::string& camera, bool figures_only, const std::string& by = {});
  /// Puts another pause in the place of one of its kind; `by` as above. False: the database has
  /// none.
  bool replace(const std::string& camera, const Pause& pause, const std::string& by = {});
  /// Every pause, stored or waiting to be.
  std::vector<AskedPause> all() const;
  /// The camera's own pause, or that of all.
  std::optional<Pause> paused(const std::string& camera) const;
  /// Its figures alone are paused.
  std::optional<Pause> suspended(const std::string& camera) const;

  void confirm(const std::string& camera, const Confirmation& confirmation);
  /// The last one.
  std::optional<Confirmation> confirmed(const std::string& camera) const;

 private:
  struct Reads;
  struct Writes;
  void store(const std::vector<AskedPause>& asked);
  bool end_one(const std::string& name, bool figures_only);
  std::optional<Pause> find(const std::string& camera, bool figures_only) const;

  WaitingPauses waiting_;
  mutable std::mutex reading_;
  std::timed_mutex writing_;
  std::unique_ptr<Writes> writes_;  ///< first: it makes the file
  std::unique_ptr<Reads> reads_;    ///< a connection of its own: no answer waits for a writer
};

}  // namespace mien::oversight
