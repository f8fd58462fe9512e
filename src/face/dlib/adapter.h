#pragma once
/// \file C++ classes on dlib → the plain functions of a DlibKind. Compiled once for each build of
/// dlib.

#include <exception>
#include <string>
#include <vector>

#include "face/dlib/build.h"

namespace mien::face {

/// Kept for the calling thread until its next failure.
inline const char* keep_text(const char* text) {
  static thread_local std::string kept;
  return (kept = text).c_str();
}

/// Runs `work`; what it throws becomes a text in `*error` and a null.
template <typename Work>
void* made_or_null(const char** error, const Work& work) {
  try {
    *error = nullptr;
    return work();
  } catch (const std::exception& thrown) {
    *error = keep_text(thrown.what());
    return nullptr;
  }
}

/// `Model`: constructed of `const char* file`. `Detector`: constructed of the model and
/// DlibSettings; has `DlibCanvas canvas(int, int)` and `void detect(std::vector<DlibBox>&)`, which
/// appends.
template <typename Model, typename Detector>
struct Adapter {
  struct Worker {
    Worker(const Model& model, const DlibSettings& settings) : detector(model, settings) {}
    Detector detector;
    std::vector<DlibBox> boxes;
  };
  static void* load(const char* file, const char** error) {
    return made_or_null(error, [&] { return new Model(file); });
  }
  static void unload(void* model) { delete static_cast<Model*>(model); }
  static void* make(const void* model, const DlibSettings* settings, const char** error) {
    return made_or_null(error,
                        [&] { return new Worker(*static_cast<const Model*>(model), *settings); });
  }
  static void destroy(void* worker) { delete static_cast<Worker*>(worker); }
  static DlibCanvas canvas(void* worker, int width, int height) {
    try {
      return static_cast<Worker*>(worker)->detector.canvas(width, height);
    } catch (const std::exception& thrown) {
      return {nullptr, 0, keep_text(thrown.what())};
    }
  }
  static DlibFound detect(void* of) {
    try {
      auto& worker = *static_cast<Worker*>(of);
      worker.boxes.clear();
      worker.detector.detect(worker.boxes);
      return {worker.boxes.data(), static_cast<int>(worker.boxes.size()), nullptr};
    } catch (const std::exception& thrown) {
      return {nullptr, 0, keep_text(thrown.what())};
    }
  }
  static constexpr DlibKind kKind{load, unload, make, destroy, canvas, detect};
};

/// Defined in hog_adapter.cpp and mmod_adapter.cpp, for the build that they are compiled into.
const DlibKind& hog_adapter();
const DlibKind& mmod_adapter();

}  // namespace mien::face
