#include "model_input.h"

#include <array>
#include <cmath>
#include <optional>
#include <vector>

#include "mien/error.h"

#include "base/to_number.h"

namespace {

constexpr const char* kExample =
    "SIZE:FORMAT:RANGE, as in 48x48:gray:0..1, 640x640:bgr:127.5/128, any:rgb:0..255";
constexpr int kLargestSide = 4096;

[[noreturn]] void refuse(const std::string& what) {
  throw mien::Error(mien::ErrorKind::usage, "--input", what, kExample);
}

std::vector<std::string> parts_of(const std::string& text, char between) {
  std::vector<std::string> parts(1);
  for (const char c : text)
    if (c == between)
      parts.emplace_back();
    else
      parts.back() += c;
  return parts;
}

std::optional<float> number_in(const std::string& text) {
  const auto value = mien::to_number<float>(text);
  return value && std::isfinite(*value) ? value : std::nullopt;
}

void read_size(const std::string& text, mien::infer::ModelEntry& entry) {
  if (text == "any") return;
  const auto sides = parts_of(text, 'x');
  int* const into[] = {&entry.width, &entry.height};
  for (std::size_t i = 0; i < sides.size() && i < 2; ++i) {
    const auto side = number_in(sides[i]);
    if (!side || *side < 1 || *side > kLargestSide || *side != std::floor(*side))
      refuse("'" + text + "' is not a size: two whole numbers, width x height, or 'any'");
    *into[i] = static_cast<int>(*side);
  }
  if (sides.size() != 2)
    refuse("'" + text + "' is not a size: two whole numbers, width x height, or 'any'");
}

void read_format(const std::string& text, mien::infer::ModelEntry& entry) {
  if (text == "gray")
    entry.format = mien::PixelFormat::gray;
  else if (text == "rgb")
    entry.format = mien::PixelFormat::rgb;
  else if (text == "bgr")
    entry.format = mien::PixelFormat::bgr;
  else
    refuse("'" + text + "' is not a format: gray, rgb or bgr");
}

std::array<float, 3> triple_in(const std::string& text) {
  const auto parts = parts_of(text, ',');
  if (parts.size() != 1 && parts.size() != 3) refuse("'" + text + "' is not one number or three");
  std::array<float, 3> values{};
  for (std::size_t i = 0; i < 3; ++i) {
    const auto value = number_in(parts[parts.size() == 1 ? 0 : i]);
    if (!value) refuse("'" + text + "' is not one number or three");
    values[i] = *value;
  }
  return values;
}

void read_range(const std::string& text, mien::infer::ModelEntry& entry) {
  constexpr float kWhite = 255;
  if (const auto dots = text.find(".."); dots != std::string::npos) {
    const auto low = number_in(text.substr(0, dots)), high = number_in(text.substr(dots + 2));
    if (!low || !high || !(*low < *high))
      refuse("'" + text + "' is not a range: LOW..HIGH, the values of black and white");
    const float scale = kWhite / (*high - *low);
    entry.scale = {scale, scale, scale};
    const float mean = *low == 0 ? 0 : -*low * scale;
    entry.mean = {mean, mean, mean};
    return;
  }
  const auto both = parts_of(text, '/');
  if (both.size() != 2) refuse("'" + text + "' is not a range: LOW..HIGH, or MEAN/SCALE");
  entry.mean = triple_in(both[0]);
  entry.scale = triple_in(both[1]);
  for (const float scale : entry.scale)
    if (scale == 0) refuse("'" + text + "': the scale must not be 0");
}

}  // namespace

void read_model_input(const std::string& text, mien::infer::ModelEntry& entry) {
  const auto parts = parts_of(text, ':');
  if (parts.size() != 3) refuse("'" + text + "' does not have three parts");
  read_size(parts[0], entry);
  read_format(parts[1], entry);
  read_range(parts[2], entry);
}
