#ifdef MIEN_WITH_DLIB

#include <variant>

#include <dlib/array2d.h>
#include <dlib/image_processing/frontal_face_detector.h>
#include <dlib/image_transforms.h>

#include "face/dlib/adapter.h"

namespace mien::face {
namespace {

struct HogWeights {
  explicit HogWeights(const char*) : detector(dlib::get_frontal_face_detector()) {}
  dlib::frontal_face_detector detector;
};

/// The canvas is dlib's own picture, so nothing is copied.
template <typename Pixel>
class HogOn {
 public:
  HogOn(const HogWeights& weights, const DlibSettings& settings)
      : detector_(weights.detector), settings_(settings) {}

  DlibCanvas canvas(int width, int height) {
    picture_.set_size(height, width);
    return {reinterpret_cast<unsigned char*>(&picture_[0][0]),
            static_cast<int>(picture_.width_step()), nullptr};
  }

  void detect(std::vector<DlibBox>& boxes) {
    const dlib::array2d<Pixel>* input = &picture_;
    for (int i = 0; i < settings_.upsample; ++i) {
      dlib::pyramid_up(*input, scratch_, doubling_);
      larger_.swap(scratch_);
      input = &larger_;
    }
    detector_(*input, found_, settings_.threshold);
    for (const dlib::rect_detection& one : found_) {
      const dlib::drectangle box =
          doubling_.rect_down(dlib::drectangle(one.rect), settings_.upsample);
      boxes.push_back({box.left(), box.top(), box.right(), box.bottom(), one.detection_confidence});
    }
  }

 private:
  dlib::frontal_face_detector detector_;
  dlib::pyramid_down<2> doubling_;
  DlibSettings settings_;
  dlib::array2d<Pixel> picture_, larger_, scratch_;
  std::vector<dlib::rect_detection> found_;
};

static_assert(sizeof(dlib::rgb_pixel) == 3, "the canvas is handed to dlib as it is");

/// HOG features, five linear SVMs. dlib's feature pyramid keeps no scratch between the levels, so
/// it allocates for every picture.
class Hog {
 public:
  Hog(const HogWeights& weights, const DlibSettings& settings)
      : on_(settings.color ? On(std::in_place_index<1>, weights, settings)
                           : On(std::in_place_index<0>, weights, settings)) {}
  DlibCanvas canvas(int width, int height) {
    return std::visit([&](auto& hog) { return hog.canvas(width, height); }, on_);
  }
  void detect(std::vector<DlibBox>& boxes) {
    std::visit([&](auto& hog) { hog.detect(boxes); }, on_);
  }

 private:
  using On = std::variant<HogOn<unsigned char>, HogOn<dlib::rgb_pixel>>;
  On on_;
};

}  // namespace

const DlibKind& hog_adapter() { return Adapter<HogWeights, Hog>::kKind; }

}  // namespace mien::face

#endif
