#ifdef MIEN_WITH_DLIB

#include <algorithm>
#include <exception>
#include <vector>

#include <dlib/array2d.h>
#include <dlib/image_processing/frontal_face_detector.h>
#include <dlib/image_transforms.h>

#include "mien/error.h"

#include "face/dlib_common.h"
#include "face/dlib_detectors.h"

namespace mien::face {
namespace {

/// A gray canvas in the shape of dlib's generic images, so that dlib reads our bytes without a
/// copy.
struct GrayView {
  const unsigned char* data;
  long rows, columns, stride;
};
// Found by argument-dependent lookup; the names are dlib's.
long num_rows(const GrayView& view) { return view.rows; }
long num_columns(const GrayView& view) { return view.columns; }
const void* image_data(const GrayView& view) { return view.data; }
long width_step(const GrayView& view) { return view.stride; }

}  // namespace
}  // namespace mien::face

namespace dlib {
template <>
struct image_traits<mien::face::GrayView> {
  typedef unsigned char pixel_type;
};
template <>
struct image_traits<const mien::face::GrayView> {
  typedef unsigned char pixel_type;
};
}  // namespace dlib

namespace mien::face {
namespace {

// 16384² gray bytes are 256 MB, and dlib's features several times that.
constexpr int kWidest = 16384;

/// The SVM windows are 80 canvas pixels high; dlib's own pyramid goes down from there in steps of
/// 5/6. Allocates in `detect`: dlib's feature pyramid keeps no scratch between the levels.
class Hog final : public Detector {
 public:
  Hog(const dlib::frontal_face_detector& detector, const DetectorOptions& options)
      : detector_(detector),
        longest_(options.width),
        upsample_(options.upsample),
        threshold_(score_threshold(options)) {}

  Canvas canvas(int frame_width, int frame_height) override {
    const CanvasSize size = canvas_size(frame_width, frame_height, longest_);
    const auto bytes = static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height);
    if (pixels_.size() < bytes) pixels_.resize(bytes);
    canvas_ = {pixels_.data(), size.width, size.height, size.width, PixelFormat::gray};
    return canvas_;
  }

  std::vector<Detection> detect(const Letterbox& letterbox) override {
    if (!canvas_.data) throw Error(ErrorKind::internal, "hog", "detect before canvas");
    const GrayView view{canvas_.data, canvas_.height, canvas_.width, canvas_.stride};
    try {
      if (upsample_ == 0) {
        detector_(view, found_, threshold_);
      } else {
        dlib::pyramid_up(view, larger_, doubling_);
        for (int i = 1; i < upsample_; ++i) {
          dlib::pyramid_up(larger_, largest_, doubling_);
          larger_.swap(largest_);
        }
        detector_(larger_, found_, threshold_);
      }
    } catch (const std::exception& error) {
      throw Error(ErrorKind::internal, "hog", error.what());
    }
    return detections(letterbox);
  }

 private:
  std::vector<Detection> detections(const Letterbox& letterbox) const {
    std::vector<Detection> faces;
    faces.reserve(found_.size());
    for (const dlib::rect_detection& one : found_) {
      const dlib::drectangle box = doubling_.rect_down(dlib::drectangle(one.rect), upsample_);
      // dlib's edges are inclusive.
      const Edges edges{box.left(), box.top(), box.right() + 1, box.bottom() + 1};
      const auto face = to_detection(edges, one.detection_confidence, letterbox);
      if (face) faces.push_back(*face);
    }
    std::stable_sort(faces.begin(), faces.end(), [](const Detection& a, const Detection& b) {
      return a.confidence > b.confidence;
    });
    return faces;
  }

  dlib::frontal_face_detector detector_;
  dlib::pyramid_down<2> doubling_;
  int longest_, upsample_;
  double threshold_;
  std::vector<unsigned char> pixels_;
  Canvas canvas_;
  dlib::array2d<unsigned char> larger_, largest_;
  std::vector<dlib::rect_detection> found_;
};

class HogModel final : public DetectorModel {
 public:
  explicit HogModel(const DetectorOptions& options)
      : options_(options), detector_(dlib::get_frontal_face_detector()) {
    info_ = {"hog", "", "BSL-1.0", "native", options.width};
  }
  std::unique_ptr<Detector> make() override { return std::make_unique<Hog>(detector_, options_); }
  const ModelInfo& info() const override { return info_; }

 private:
  DetectorOptions options_;
  dlib::frontal_face_detector detector_;
  ModelInfo info_;
};

}  // namespace

std::unique_ptr<DetectorModel> load_hog(const DetectorOptions& options, infer::Engine&,
                                        const infer::ModelStore&) {
  check_dlib_options(options, kWidest);
  try {
    return std::make_unique<HogModel>(options);
  } catch (const dlib::error& error) {
    throw Error(ErrorKind::internal, "hog", error.what());
  }
}

}  // namespace mien::face

#endif
