#ifdef MIEN_WITH_DLIB

// The network's type takes a compiler most of a minute: it lives in this file alone.
#include <dlib/dnn.h>

#include "face/dlib/adapter.h"
#include "face/dlib/blas_forward.h"

namespace mien::face {
namespace {

// The architecture that the weights were trained with, outermost layer first (dlib reads names and
// shapes back and refuses any other): RGB pyramid in steps of 5/6, tiled into one plane → three 5×5
// convolutions that halve it, to an eighth → three 5×5 of 45 filters → one 9×9 score map →
// max-margin loss, which turns scores into boxes and suppresses overlaps. Source: D. King,
// "Max-Margin Object Detection" (arXiv:1502.00046), and the model's own description in the dlib
// model collection (CC0).
template <long kFilters, typename Below>
using Halving = dlib::relu<dlib::affine<dlib::con<kFilters, 5, 5, 2, 2, Below>>>;
template <typename Below>
using Steady = dlib::relu<dlib::affine<dlib::con<45, 5, 5, 1, 1, Below>>>;
using Pyramid = dlib::input_rgb_image_pyramid<dlib::pyramid_down<6>>;
using Eighth = Halving<32, Halving<32, Halving<16, Pyramid>>>;
using AddressBlock = dlib::loss_mmod<dlib::con<1, 9, 9, 1, 1, Steady<Steady<Steady<Eighth>>>>>;

using Picture = dlib::matrix<dlib::rgb_pixel>;
static_assert(sizeof(dlib::rgb_pixel) == 3, "the canvas is handed to dlib as it is");

/// Reads the weights once; every worker gets a copy.
struct MmodWeights {
  explicit MmodWeights(const char* file) { dlib::deserialize(file) >> network; }
  AddressBlock network;
};

/// Owns a copy of the network, whose layers keep their tensors from frame to frame.
class Mmod {
 public:
  Mmod(const MmodWeights& weights, const DlibSettings& settings)
      : network_(weights.network), settings_(settings) {}

  DlibCanvas canvas(int width, int height) {
    picture_.set_size(height, width);
    return {reinterpret_cast<unsigned char*>(&picture_(0, 0)), width * 3, nullptr};
  }

  void detect(std::vector<DlibBox>& boxes) {
    const ForwardBlas forward(settings_.blas);
    const Picture* input = &picture_;
    for (int i = 0; i < settings_.upsample; ++i) {
      dlib::pyramid_up(*input, scratch_, doubling_);
      larger_.swap(scratch_);
      input = &larger_;
    }
    for (const dlib::mmod_rect& one : network_.process(*input, settings_.threshold)) {
      const dlib::drectangle box =
          doubling_.rect_down(dlib::drectangle(one.rect), settings_.upsample);
      boxes.push_back({box.left(), box.top(), box.right(), box.bottom(), one.detection_confidence});
    }
  }

 private:
  AddressBlock network_;
  dlib::pyramid_down<2> doubling_;
  DlibSettings settings_;
  Picture picture_, larger_, scratch_;
};

}  // namespace

const DlibKind& mmod_adapter() { return Adapter<MmodWeights, Mmod>::kKind; }

}  // namespace mien::face

#endif
