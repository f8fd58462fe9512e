#pragma once
/// \file The records of the cameras' topic, taken together. A camera's section is one record, and
/// each thing that people decided of it is another, under a key of its own: the topic keeps the
/// last record of a key and compares nothing, so whoever writes one part must not write another's.

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mien::fleet {

enum class HoldPart { pause, suspended, confirmed };
inline constexpr std::array kHoldParts{HoldPart::pause, HoldPart::suspended, HoldPart::confirmed};
std::string_view name_of(HoldPart part);  ///< "pause", …

/// The camera's name, a unit separator (no name has a control character), the part's name.
std::string hold_key(const std::string& camera, HoldPart part);

/// The camera whose section, or part, has this key.
std::string_view camera_of(std::string_view key);

/// The value of a part that does not hold. A record that goes would, in time, be as if it had never
/// been: what an earlier version put into the section would hold again.
inline constexpr std::string_view kNoHold = "null";

/// A record to be written.
struct CameraRecord {
  std::string key;
  std::optional<std::string> value;  ///< none: the record goes
  int partition = -1;                ///< -1: the one that the camera's name comes to
  bool operator==(const CameraRecord&) const = default;
};
using CameraChanges = std::vector<CameraRecord>;

/// A camera as its records have it.
struct FleetCamera {
  std::string name;
  /// JSON; what holds is its member "fleet", as earlier versions wrote it (read_fleet_value).
  std::string section;
  int partition = -1;
  std::vector<HoldPart> kept_apart{};  ///< parts that have a record
};

/// The records that make a camera go.
CameraChanges removal_of(const FleetCamera& camera);

/// What was heard of the records. Pure.
class CameraRecords {
 public:
  struct Heard {
    std::string camera;  ///< that it is about
    bool was = false;    ///< it had a section before
  };
  Heard hear(std::string_view key, std::optional<std::string> value, int partition);
  /// None: there is no section.
  std::optional<FleetCamera> find(const std::string& camera) const;
  std::vector<FleetCamera> all() const;  ///< by name

 private:
  struct Known {
    std::optional<std::string> section;
    std::map<HoldPart, std::string> parts;
  };
  /// By name and partition. What is in another partition than the section is not the camera's: 0.2
  /// wrote parts there of cameras that were set while their topic was being made.
  using Places = std::map<std::pair<std::string, int>, Known>;
  static FleetCamera camera_in(const Places::value_type& place);

  Places known_;
};

}  // namespace mien::fleet
