#pragma once
/// \file Is what a camera sees fit to be read? Counted a camera and day: sights of faces, and why
/// an expression was not told.

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "mien/stages.h"

#include "base/time.h"

namespace mien::oversight {

inline constexpr std::size_t kDoubts = 6;

/// Faces in the pictures that were searched: a face that stays is many sights.
struct Sights {
  std::array<std::int64_t, kDoubts> by_doubt{};  ///< in the order of Doubt
  std::int64_t all() const;
  std::int64_t of(Doubt doubt) const { return by_doubt[static_cast<std::size_t>(doubt)]; }
  double usable() const;  ///< share that was read; 0 without any
  Sights& operator+=(const Sights& other);
};

/// What is said of a camera's last seven days with faces.
struct Fitness {
  Sights sights;
  bool fit = true;            ///< at least half could be read
  Doubt worst = Doubt::none;  ///< what most of the others suffer from
  /// Of the camera's first fourteen days, where these are other ones and have sights enough.
  std::optional<double> usable_first;
  bool drifted = false;  ///< a fifth fewer are usable than then
};

/// Fewer say nothing of a camera.
inline constexpr std::int64_t kEnoughSights = 500;

/// `days`: of one camera; those after `today` are of a clock that was wrong. Nullopt: too few
/// sights. Pure.
std::optional<Fitness> fitness_of(const std::map<std::int64_t, Sights>& days,
                                  std::int64_t today = INT64_MAX);
/// What is wrong and how to hang it better; empty: nothing is. Pure.
std::string words_of(const Fitness& fitness);

/// Counts what cameras' frames hold, and keeps it in mien.db. Thread-safe; frames wait for no disk.
class PictureDays : public Sink {
 public:
  /// Opens or creates the file. `clock`: of the store, where its days begin; empty: UTC.
  PictureDays(const std::filesystem::path& file, UtcOffset clock);
  ~PictureDays() override;

  void frame(const std::string& camera, const FrameResult& result) override;
  /// What was counted since; Error(output) names the file, and all is written the next time.
  void write();
  std::optional<Fitness> fitness(const std::string& camera) const;
  /// Words on cameras that are not fit, or changed, since the last call; each once until it is
  /// well again.
  std::vector<std::string> news();

 private:
  struct Tables;
  using Days = std::map<std::string, std::map<std::int64_t, Sights>>;

  UtcOffset clock_;
  mutable std::mutex mutex_;
  Days days_, unwritten_;                    ///< guarded; `days_` holds both
  std::map<std::string, std::string> said_;  ///< guarded: by camera
  std::mutex writing_;
  std::unique_ptr<Tables> tables_;  ///< guarded by writing_
};

}  // namespace mien::oversight
