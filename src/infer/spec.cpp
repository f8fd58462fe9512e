#include "infer/spec.h"

#include <cmath>
#include <system_error>

#include <fmt/format.h>

#include "mien/error.h"

#include "base/sha256.h"
#include "infer/cpu.h"

namespace mien::infer {

namespace {

constexpr int kLargestSide = 16384, kLargestBatch = 1024, kMostStreams = 1024;

// An OpenVINO .xml has its weights in a .bin beside it.
std::string hash_of(const std::filesystem::path& model) {
  std::string hash = sha256_of_file(model);
  auto weights = model;
  weights.replace_extension(".bin");
  if (model.extension() == ".xml" && std::filesystem::exists(weights))
    hash += sha256_of_file(weights);
  return hash;
}

}  // namespace

void check(const NetworkSpec& spec) {
  if (spec.precision == Precision::int8)
    throw Error(ErrorKind::usage, "precision", fmt::format("no int8 variant of {}", spec.name),
                "use f32, bf16 or auto");
  if (spec.streams < 0 || spec.streams > kMostStreams)
    throw Error(ErrorKind::usage, "streams", fmt::format("{} is out of range", spec.streams),
                fmt::format("0 to {}", kMostStreams));
  if (spec.width <= 0 || spec.height <= 0 || spec.batch <= 0 || spec.width > kLargestSide ||
      spec.height > kLargestSide || spec.batch > kLargestBatch)
    throw Error(ErrorKind::usage, spec.name,
                fmt::format("no network takes {} × {} × {}", spec.batch, spec.width, spec.height));
  for (std::size_t i = 0; i < spec.mean.size(); ++i)
    if (!std::isfinite(spec.mean[i]) || !std::isfinite(spec.scale[i]) || spec.scale[i] == 0)
      throw Error(ErrorKind::usage, spec.name, "mean and scale must be finite, scale not 0");
  std::error_code failed;
  if (!std::filesystem::is_regular_file(spec.model, failed))
    throw Error(ErrorKind::model, spec.name, spec.model.string() + " is missing",
                "get it with `mien models pull " + spec.name + "`");
}

// OpenVINO's messages carry its source lines and line breaks; their last line says what is wrong.
void refuse(const NetworkSpec& spec, std::string engine_words) {
  while (!engine_words.empty() && (engine_words.back() == '\n' || engine_words.back() == ' '))
    engine_words.pop_back();
  if (const auto line = engine_words.rfind('\n'); line != std::string::npos)
    engine_words.erase(0, line + 1);
  throw Error(ErrorKind::model, spec.name, spec.model.string() + kCannotBeUsed + engine_words,
              "check the file with `mien models verify`");
}

std::string cache_key(const NetworkSpec& spec) {
  return fmt::format("1 {} {}x{}x{} {} mean {} {} {} scale {} {} {} {} streams {} {} {}",
                     hash_of(spec.model), spec.batch, spec.width, spec.height,
                     static_cast<int>(spec.format), spec.mean[0], spec.mean[1], spec.mean[2],
                     spec.scale[0], spec.scale[1], spec.scale[2], name_of(spec.precision),
                     spec.streams, cpu_signature(), engine_version());
}

}  // namespace mien::infer
