#ifdef MIEN_WITH_DLIB

#include "face/dlib_detector.h"

#include <algorithm>
#include <vector>

#include "mien/error.h"

#include "face/dlib_common.h"

namespace mien::face {
namespace {

class DlibDetector final : public Detector {
 public:
  DlibDetector(const DlibSetup& setup, const void* model) : setup_(setup) {
    const char* error = nullptr;
    handle_.reset(setup_.kind->make(model, &setup_.settings, &error));
    if (!handle_) throw Error(ErrorKind::internal, setup_.info.name, error);
  }

  /// The canvas is dlib's own picture, so nothing is copied.
  Canvas canvas(int frame_width, int frame_height) override {
    const CanvasSize size = canvas_size(frame_width, frame_height, setup_.info.width);
    const DlibCanvas canvas = setup_.kind->canvas(handle_.get(), size.width, size.height);
    if (!canvas.data) throw Error(ErrorKind::internal, setup_.info.name, canvas.error);
    ready_ = true;
    return {canvas.data, size.width, size.height, canvas.stride,
            setup_.settings.color ? PixelFormat::rgb : PixelFormat::gray};
  }

  std::vector<Detection> detect(const Letterbox& letterbox) override {
    if (!ready_) throw Error(ErrorKind::internal, setup_.info.name, "detect before canvas");
    const DlibFound found = setup_.kind->detect(handle_.get());
    if (found.error) throw Error(ErrorKind::internal, setup_.info.name, found.error);
    std::vector<Detection> faces;
    faces.reserve(static_cast<std::size_t>(found.count));
    for (int i = 0; i < found.count; ++i) {
      const DlibBox& box = found.boxes[i];
      const Edges edges{box.left, box.top, box.right + setup_.past_edge,
                        box.bottom + setup_.past_edge};
      const auto face = to_detection(edges, box.score, letterbox);
      if (face) faces.push_back(*face);
    }
    std::stable_sort(faces.begin(), faces.end(), [](const Detection& a, const Detection& b) {
      return a.confidence > b.confidence;
    });
    return faces;
  }

 private:
  struct Destroy {
    const DlibKind* kind;
    void operator()(void* detector) const { kind->destroy(detector); }
  };

  DlibSetup setup_;
  std::unique_ptr<void, Destroy> handle_{nullptr, Destroy{setup_.kind}};
  bool ready_ = false;
};

class DlibModel final : public DetectorModel {
 public:
  explicit DlibModel(DlibSetup setup) : setup_(std::move(setup)) {
    const char* error = nullptr;
    const char* file = setup_.weights.empty() ? nullptr : setup_.weights.c_str();
    model_.reset(setup_.kind->load(file, &error));
    if (model_) return;
    if (!file) throw Error(ErrorKind::internal, setup_.info.name, error);
    throw Error(ErrorKind::model, setup_.weights, error, setup_.remedy);
  }
  std::unique_ptr<Detector> make() override {
    return std::make_unique<DlibDetector>(setup_, model_.get());
  }
  const ModelInfo& info() const override { return setup_.info; }

 private:
  struct Unload {
    const DlibKind* kind;
    void operator()(void* model) const { kind->unload(model); }
  };

  DlibSetup setup_;
  std::unique_ptr<void, Unload> model_{nullptr, Unload{setup_.kind}};
};

}  // namespace

std::unique_ptr<DetectorModel> make_dlib(DlibSetup setup) {
  return std::make_unique<DlibModel>(std::move(setup));
}

}  // namespace mien::face

#endif
