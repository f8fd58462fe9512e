#pragma once
/// \file What all CNN detectors share: the canvas for a frame shape, one compiled network per
/// shape, and the way from network output to faces in source pixels. A family (RetinaFace, …) only
/// brings its decoder. Canvas padding of 0 suits mien's own three: their accuracy was measured with
/// it.

#include <memory>
#include <string_view>
#include <vector>

#include "face/detectors.h"

namespace mien::face {

inline constexpr int kCanvasStep = 32;  ///< canvas sides are multiples of it, pixels

struct InputSize {
  int width = 0, height = 0;
  bool operator==(const InputSize&) const = default;
};

/// Smallest network input that holds the whole picture: its longest side becomes `longest`, the
/// other follows the aspect and is rounded up to a multiple of 32 (at least 32), for these networks
/// halve their input five times. `longest` must be such a multiple. Throws Error(input) for a
/// picture without pixels.
InputSize input_size(int frame_width, int frame_height, int longest);

/// Network outputs → candidate faces. Made for one canvas size; one per worker.
class Decoder {
 public:
  virtual ~Decoder() = default;
  /// Appends the candidates of at least `min_confidence`, in canvas pixels: unsorted, not clipped,
  /// before NMS. Throws Error(model) where the outputs do not have the shape of this family.
  virtual void decode(const infer::InferRequest&, float min_confidence,
                      std::vector<Detection>&) const = 0;
};

/// One kind of network, by its head: how outputs are read.
struct CnnFamily {
  std::string_view name;        ///< of the head, as the manifest has it
  float max_iou = 0.4f;         ///< suppression
  float min_confidence = 0.5f;  ///< where neither the user nor the manifest names one
  std::unique_ptr<Decoder> (*decoder)(InputSize);
};

/// What a family's network is run with.
struct CnnSetup {
  infer::NetworkSpec network;  ///< its width and height are set for each shape
  ModelInfo info;              ///< `width`: the canvas's longest side
  InputSize fixed;             ///< the one canvas that the network takes; 0 × 0: any
  float max_iou = 0;           ///< 0: the family's
  float min_confidence = 0.5f;
};

/// Detectors of a family on any engine. `engine` must outlive the model and its detectors.
/// A network is compiled when a picture's shape is first seen, once for all workers (the others
/// wait), and kept for the four shapes used last; so `Detector::canvas` throws what
/// `Engine::compile` throws.
std::unique_ptr<DetectorModel> make_cnn(const CnnFamily&, CnnSetup, infer::Engine& engine);

/// The same with an entry of the manifest. An input of its own size is that for every frame,
/// whatever `width` is asked for. Throws Error(usage) for a width, precision or upsampling that
/// cannot be, Error(model) for a missing or wrong file.
std::unique_ptr<DetectorModel> load_cnn(const CnnFamily&, const infer::ModelEntry&,
                                        const DetectorOptions&, infer::Engine& engine,
                                        const infer::ModelStore&);

/// The output of that name, or, of a model whose names are others, the one at `position`.
inline infer::Output named_or_at(const infer::InferRequest& request, std::string_view name,
                                 std::size_t position) {
  return request.has_output(name) ? request.output(name) : request.output(position);
}

/// Checks an output's number of values. Throws Error(model) that names the family and the output.
void expect_values(const infer::Output&, std::size_t values, std::string_view family,
                   std::string_view output);

}  // namespace mien::face
