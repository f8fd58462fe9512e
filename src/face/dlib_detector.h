#pragma once
/// \file Detectors of any build of dlib, behind mien's contracts. No dlib in here.

#include <memory>

#include "face/detectors.h"
#include "face/dlib/build.h"

namespace mien::face {

/// What hog or mmod is run with.
struct DlibSetup {
  const DlibKind* kind = nullptr;  ///< lives as long as the process
  std::string weights;             ///< file; empty: the kind has them built in
  DlibSettings settings;
  double past_edge = 0;  ///< added to dlib's right and bottom edges
  ModelInfo info;        ///< `width`: the canvas's longest side
  std::string remedy;    ///< where the weights cannot be read
};

/// Throws Error(model), or Error(internal) for built-in weights, where dlib cannot load it.
std::unique_ptr<DetectorModel> make_dlib(DlibSetup);

}  // namespace mien::face
