#include "stays/course.h"

#include <bit>
#include <cstdint>
#include <limits>

namespace mien::audience {

namespace {

using std::chrono::milliseconds;

constexpr char kFirstForm = 1;
constexpr unsigned kPoseBit = 4, kStrongBit = 6, kLabelMask = 0xf, kPoseMask = 0x3;

void put(std::string& bytes, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) bytes += static_cast<char>(0x80 | (value & 0x7f));
  bytes += static_cast<char>(value);
}

void put(std::string& bytes, float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(bits >> shift & 0xff);
}

/// Reads from the front; `bad` once something was missing.
struct Bytes {
  std::string_view rest;
  bool bad = false;

  std::uint8_t byte() {
    if (rest.empty()) {
      bad = true;
      return 0;
    }
    const auto value = static_cast<std::uint8_t>(rest.front());
    rest.remove_prefix(1);
    return value;
  }
  std::int64_t number() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 63; shift += 7) {
      const std::uint8_t next = byte();
      value |= static_cast<std::uint64_t>(next & 0x7f) << shift;
      if (next < 0x80) return static_cast<std::int64_t>(value);
    }
    bad = true;
    return 0;
  }
  float real() {
    std::uint32_t bits = 0;
    for (int shift = 0; shift < 32; shift += 8) bits |= std::uint32_t{byte()} << shift;
    return std::bit_cast<float>(bits);
  }
};

}  // namespace

void Course::add(const Glance& glance) {
  // The one before is kept only as long as it is the last.
  if (left_out_ > 0) glances_.pop_back();
  glances_.push_back(glance);
  left_out_ = (left_out_ + 1) % every_;
  if (glances_.size() <= kMostGlances) return;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < glances_.size(); i += 2) glances_[kept++] = glances_[i];
  glances_.resize(kept);  // the last one among them: their number was odd
  every_ *= 2;
  left_out_ = 0;
}

std::string Course::bytes() const {
  std::string bytes(1, kFirstForm);
  put(bytes, static_cast<std::uint64_t>(least_.count()));
  put(bytes, static_cast<std::uint64_t>(grace_.count()));
  milliseconds before{0};
  for (const Glance& glance : glances_) {
    put(bytes, static_cast<std::uint64_t>((glance.at - before).count()));
    before = glance.at;
    bytes += static_cast<char>(static_cast<unsigned>(glance.label) |
                               static_cast<unsigned>(glance.pose) << kPoseBit |
                               (glance.strong ? 1u << kStrongBit : 0u));
    if (glance.label != Emotion::unknown) put(bytes, glance.valence);
  }
  return bytes;
}

std::optional<Course> Course::of_bytes(std::string_view all) {
  Bytes bytes{all};
  if (bytes.byte() != kFirstForm) return std::nullopt;
  const milliseconds least(bytes.number()), grace(bytes.number());
  Course course(least, grace);
  milliseconds at{0};
  while (!bytes.rest.empty() && !bytes.bad) {
    at += milliseconds(bytes.number());
    const std::uint8_t packed = bytes.byte();
    const unsigned label = packed & kLabelMask, pose = packed >> kPoseBit & kPoseMask;
    if (label > kEmotions || pose > 2 || at.count() < 0) return std::nullopt;
    Glance glance{.at = at,
                  .label = static_cast<Emotion>(label),
                  .pose = static_cast<Glance::Pose>(pose),
                  .strong = (packed >> kStrongBit & 1) != 0};
    if (glance.label != Emotion::unknown) glance.valence = bytes.real();
    course.glances_.push_back(glance);
  }
  if (bytes.bad || course.glances_.empty()) return std::nullopt;
  return course;
}

}  // namespace mien::audience
