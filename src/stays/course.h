#pragma once
/// \file What was seen during a stay, glance by glance, so that it can be cut later.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mien/types.h"

namespace mien::audience {

/// What one glance at a face says of a stay.
struct Glance {
  enum class Pose : std::uint8_t { unknown, away, towards };
  std::chrono::milliseconds at{0};  ///< since the stay's start
  Emotion label = Emotion::unknown;
  Pose pose = Pose::unknown;
  bool strong = false;  ///< sure enough to be a reaction
  float valence = 0;    ///< −1..1; where the label is known; NaN: not computed

  bool operator==(const Glance&) const = default;
};

/// The glances of one stay, and by which rules they are a stay. Bounded: of a very long one every
/// second, fourth, … glance is kept, and the last.
///
/// **Privacy.** Milliseconds, labels and valences: no identity, no picture, no track id.
class Course {
 public:
  static constexpr std::size_t kMostGlances = 4096;

  Course(std::chrono::milliseconds least, std::chrono::milliseconds grace)
      : least_(least), grace_(grace) {}

  void add(const Glance& glance);
  const std::vector<Glance>& glances() const { return glances_; }
  std::chrono::milliseconds least() const { return least_; }  ///< shorter stays are none
  std::chrono::milliseconds grace() const {
    return grace_;
  }  ///< unseen for so long is the same one

  /// As the database holds it: a few bytes each.
  std::string bytes() const;
  /// Nullopt where the bytes are none of `bytes`. Pure.
  static std::optional<Course> of_bytes(std::string_view bytes);

 private:
  std::chrono::milliseconds least_, grace_;
  std::vector<Glance> glances_;
  std::size_t every_ = 1, left_out_ = 0;
};

}  // namespace mien::audience
