#pragma once
/// \file Which content hung or ran where, and when.

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mien/config.h"

#include "base/time.h"

namespace mien::audience {

inline constexpr std::uint8_t kEveryDay = 0x7f;
inline constexpr int kMinutesPerDay = 24 * 60;

/// A content on a camera, every day or on some days of the week, all day or part of it.
struct Showing {
  std::string name;               ///< of the window ("morning"), for messages; may be empty
  std::string camera;             ///< as in FrameResults and exposures
  std::string zone;               ///< of the camera; empty: any of its zones, or the whole picture
  std::string content;            ///< may be empty: nothing is shown
  std::uint8_t days = kEveryDay;  ///< bit 0: Monday … bit 6: Sunday
  /// Minutes of the day on the store's clock, `from` ≤ time < `to`. `from` > `to` reaches over
  /// midnight and belongs to the day on which it begins.
  int from = 0, to = kMinutesPerDay;
};

/// Immutable; thread-safe where its clock is.
class ContentSchedule {
 public:
  ContentSchedule() = default;
  /// The first showing that fits holds; those of a zone go before those of the whole camera.
  /// Throws Error(usage) on an impossible window.
  explicit ContentSchedule(const std::vector<Showing>& showings, UtcOffset clock = {});

  /// Is anything said of this camera at all?
  bool covers(std::string_view camera) const { return showings_.contains(camera); }
  /// What `camera` shows in `zone` at `time`; empty: nothing.
  std::string content_at(std::string_view camera, WallTime time, std::string_view zone = {}) const;

 private:
  std::map<std::string, std::vector<Showing>, std::less<>> showings_;  ///< by camera
  UtcOffset clock_;
};

/// The contents that these cameras show, whenever; none of them empty.
std::set<std::string> contents_of(std::span<const CameraConfig> cameras);

/// The one of `names` that differs from `content` only in upper and lower case, of the letters A to
/// Z: a slip of the fingers, not another content.
std::optional<std::string> other_case_of(const std::string& content,
                                         std::span<const std::string> names);

/// The contents that the configuration gives for times of the day. Cameras that show one content
/// all day are not covered: their frames say it (FrameResult::content).
ContentSchedule schedule_of(std::span<const CameraConfig> cameras, UtcOffset clock = {});

}  // namespace mien::audience
