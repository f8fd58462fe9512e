#pragma once
/// \file Pictures of your own in, faces out.

#include <cstdint>
#include <memory>
#include <vector>

#include "mien/config.h"
#include "mien/export.h"
#include "mien/frame.h"
#include "mien/models.h"
#include "mien/pipeline.h"

namespace mien {

/// How a picture lies in memory, 8 bits a sample. Packed: `bgr` … `rgba`, in the order of the
/// bytes; `i420`: planes Y, U, V; `nv12`: Y, and U and V interleaved.
enum class PixelLayout : std::uint8_t { gray, bgr, rgb, bgra, rgba, i420, nv12 };

/// A picture in the caller's memory, top row first. Owns nothing; what it points to must stay
/// unchanged while it is read.
struct Pixels {
  PixelLayout layout = PixelLayout::bgr;
  int width = 0, height = 0;           ///< 1 … 32767
  const std::uint8_t* planes[3] = {};  ///< as many as the layout has
  int strides[3] = {};                 ///< bytes between rows; 0: none lie between
  /// Of `i420` and `nv12`.
  ColorMatrix matrix = ColorMatrix::bt601;
  bool full_range = false;
  int rotation = 0;  ///< degrees clockwise to turn it upright: 0, 90, 180, 270
  /// A photograph, not one of many frames: large ones are searched in overlapping parts, too.
  bool still = false;
};

/// Finds faces in single pictures, on the calling thread. One thread at a time; several may live
/// side by side, each with its own models.
class MIEN_API Analyzer {
 public:
  /// Loads the models. Of `config` the detector, expression model, precision, width and confidence
  /// are heeded, and of its first camera, where it has one, the masks, and the width if it sets
  /// one. Throws as `run` does.
  explicit Analyzer(const RunConfig& config = {}, const ModelStorePaths& models = default_models(),
                    const OwnStages& stages = {});
  ~Analyzer();
  Analyzer(Analyzer&&) noexcept;
  Analyzer& operator=(Analyzer&&) noexcept;

  /// The faces of a picture with their expressions, the most confident first; no track, no zone.
  /// `i420` is read where it lies, `gray` too; `nv12`'s chroma is taken apart and packed colours
  /// are converted to 4:2:0 once, into memory that is kept from picture to picture. Throws
  /// Error(input) on an impossible picture. The result is valid until the next call.
  const std::vector<Face>& read(const Pixels& picture);
  /// The same for a frame of a source.
  const std::vector<Face>& read(const Frame& frame);

  /// CPU ms of all calls so far, by stage.
  StageTimes times() const;
  /// What runs: detector, expression model, precision, machine.
  const RunInfo& info() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace mien
