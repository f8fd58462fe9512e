#pragma once
/// \file The detectors: networks by the manifest, each read by a head of one table, and code.

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "mien/stages.h"

#include "infer/engine.h"
#include "infer/models.h"

namespace mien::face {

struct DetectorOptions {
  std::string name = "retinaface";  ///< of `detector_names`: `choose_detector` comes before
  int width = 640;                  ///< network input, longest side
  double min_confidence = 0;        ///< 0: the detector's default
  int upsample = 0;                 ///< hog, mmod
  Precision precision = Precision::automatic;
  std::string build;   ///< hog, mmod: which dlib; empty: "generic", the installed package
  std::string blas;    ///< mmod: "openblas" | "mkl"; empty: openblas, or generic's system library
  bool color = false;  ///< hog: RGB instead of gray
  int streams = 0;     ///< CNNs on OpenVINO: as of `infer::NetworkSpec`
  int batch = 1;       ///< CNNs on OpenVINO: pictures that detectors made together infer at once
  /// mmod: threads that the BLAS takes for a call, process-wide; 0: as it decides by
  /// OMP_NUM_THREADS
  int blas_threads = 1;
};

/// What all workers share of a detector; makes one Detector per worker. Thread-safe, the detectors
/// are not.
class DetectorModel {
 public:
  virtual ~DetectorModel() = default;
  virtual std::unique_ptr<Detector> make() = 0;
  /// `options.batch` detectors for one thread, that infer together: the first `detect` after a
  /// `submit` infers the canvases of all that have submitted. What the others hold is inferred too,
  /// and ignored.
  virtual std::vector<std::unique_ptr<Detector>> make_batch() {
    std::vector<std::unique_ptr<Detector>> alone;
    alone.push_back(make());
    return alone;
  }
  virtual const ModelInfo& info() const = 0;
  /// Operations and bytes of one inference for frames of this display size; zero where that is no
  /// network of the engine's. Takes tens of ms.
  virtual infer::NetworkWork work([[maybe_unused]] int frame_width,
                                  [[maybe_unused]] int frame_height) {
    return {};
  }
  /// As of `infer::Network`; empty where that is no network of the engine's.
  virtual std::vector<infer::LayerTime> layer_times([[maybe_unused]] int frame_width,
                                                    [[maybe_unused]] int frame_height,
                                                    [[maybe_unused]] int inferences) {
    return {};
  }
};

/// How a network's outputs become faces: what a manifest's entry of kind detector names as `head`.
struct Head {
  std::string_view name;
  std::string_view summary;  ///< a line for --help
};

/// The table of heads.
std::vector<Head> heads();

/// A detector that is code rather than a head and a file.
struct DetectorKind {
  std::string_view name;
  std::string_view summary;  ///< a line for --help
  std::unique_ptr<DetectorModel> (*load)(const DetectorOptions&, infer::Engine&,
                                         const infer::ModelStore&);
};

/// Every detector that can be named: those of the store that have a head, and those of this build
/// that are code.
std::vector<std::string> detector_names(const infer::ModelStore&);

/// What `auto` means here.
struct DetectorChoice {
  std::string name;
  std::string reason;  ///< in words: "yunet-n is in the model cache"
};

/// YuNet-n where its file is there or can be fetched (an address that did not answer is asked again
/// after a day), else RetinaFace.
DetectorChoice choose_detector(const infer::ModelStore&);

/// Throws Error(usage) for an unknown name or impossible option, Error(model) where its file is
/// missing or wrong.
std::unique_ptr<DetectorModel> load_detector(const DetectorOptions&, infer::Engine&,
                                             const infer::ModelStore&);

}  // namespace mien::face
