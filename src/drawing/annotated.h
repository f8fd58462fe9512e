#pragma once
/// \file The annotated copy of a recording.

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "mien/config.h"
#include "mien/stages.h"

namespace mien::drawing {

/// Writes all faces of a frame to `faces`, in its display pixels. False: it could not be searched.
using FaceSearch = std::function<bool(const Frame& frame, std::vector<Box>& faces)>;

struct AnnotateOptions {
  bool blur = false;  ///< faces are made unrecognisable before the boxes are drawn
  /// With `blur`: called once for every frame of the copy, so that no face depends on what was seen
  /// in another frame. A frame that it cannot search is painted over whole. Empty: only faces of
  /// the results, and where these let them be in between, are blurred.
  FaceSearch search;
  /// With `blur`: how many frames a second the results were inferred at (0: every frame). Frames of
  /// a stretch without results are painted over whole: it was not analysed. None: not known.
  std::optional<double> look_fps;
  std::vector<Polygon> masks;  ///< blackened on every frame: nothing that they cover is in the copy
  bool smiles = false;         ///< labels are smile and no smile: nothing else was read
};

/// What a copy holds.
struct AnnotatedCopy {
  std::int64_t frames = 0;
  std::int64_t covered = 0;  ///< of them painted over whole
  bool written = true;       ///< false: it was stopped, and there is no file
};

/// Decodes `input` again, in the same segments as a run does and so the same frames, and writes an
/// H.264 MP4 with boxes, track ids, labels and confidence; boxes are interpolated between the
/// observations of a track. `results`: inferred frames in order. A segment that cannot be read to
/// its end ends there, as in the run. `stop`: gives the copy up. Throws Error(output) where the
/// file cannot be written, Error(input) where the input cannot be read again.
AnnotatedCopy write_annotated(const std::string& input, std::span<const FrameResult> results,
                              const std::filesystem::path& file, const AnnotateOptions& = {},
                              const std::atomic<bool>* stop = nullptr);

}  // namespace mien::drawing
