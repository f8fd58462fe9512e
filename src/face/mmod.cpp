#ifdef MIEN_WITH_DLIB

// The network's type takes a compiler most of a minute: it lives in this file alone.
#include <algorithm>
#include <exception>
#include <vector>

#include <dlib/dnn.h>

#include "mien/error.h"

#include "face/blas_threads.h"
#include "face/dlib_common.h"
#include "face/dlib_detectors.h"

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
using Network = dlib::loss_mmod<dlib::con<1, 9, 9, 1, 1, Steady<Steady<Steady<Eighth>>>>>;

using Picture = dlib::matrix<dlib::rgb_pixel>;
static_assert(sizeof(dlib::rgb_pixel) == 3, "the canvas is handed to dlib as it is");

// dlib unrolls convolutions into matrices: 4096 pixels already take some gigabytes.
constexpr int kWidest = 4096;

/// Owns a copy of the network, whose layers keep their tensors from frame to frame.
class Mmod final : public Detector {
 public:
  Mmod(const Network& network, const DetectorOptions& options)
      : network_(network),
        longest_(options.width),
        upsample_(options.upsample),
        threshold_(score_threshold(options)) {}

  /// The canvas is dlib's own picture, so nothing is copied.
  Canvas canvas(int frame_width, int frame_height) override {
    const CanvasSize size = canvas_size(frame_width, frame_height, longest_);
    picture_.set_size(size.height, size.width);
    return {reinterpret_cast<std::uint8_t*>(&picture_(0, 0)), size.width, size.height,
            size.width * 3, PixelFormat::rgb};
  }

  std::vector<Detection> detect(const Letterbox& letterbox) override {
    if (picture_.size() == 0) throw Error(ErrorKind::internal, "mmod", "detect before canvas");
    try {
      const Picture* input = &picture_;
      for (int i = 0; i < upsample_; ++i) {
        dlib::pyramid_up(*input, scratch_, doubling_);
        larger_.swap(scratch_);
        input = &larger_;
      }
      return detections(network_.process(*input, threshold_), letterbox);
    } catch (const std::exception& error) {
      throw Error(ErrorKind::internal, "mmod", error.what());
    }
  }

 private:
  std::vector<Detection> detections(const std::vector<dlib::mmod_rect>& found,
                                    const Letterbox& letterbox) const {
    std::vector<Detection> faces;
    faces.reserve(found.size());
    for (const dlib::mmod_rect& one : found) {
      const dlib::drectangle box = doubling_.rect_down(dlib::drectangle(one.rect), upsample_);
      // Lengths as right − left, as the wrappers by which this network is mostly used read them
      // (dlib itself counts one pixel more). It matters at one place: the smallest window is 80
      // pixels, or 79.
      const Edges edges{box.left(), box.top(), box.right(), box.bottom()};
      const auto face = to_detection(edges, one.detection_confidence, letterbox);
      if (face) faces.push_back(*face);
    }
    std::stable_sort(faces.begin(), faces.end(), [](const Detection& a, const Detection& b) {
      return a.confidence > b.confidence;
    });
    return faces;
  }

  Network network_;
  dlib::pyramid_down<2> doubling_;
  int longest_, upsample_;
  double threshold_;
  Picture picture_, larger_, scratch_;
};

/// Reads the weights once; every worker gets a copy.
class MmodModel final : public DetectorModel {
 public:
  MmodModel(const DetectorOptions& options, const infer::ModelEntry& entry,
            const std::filesystem::path& file)
      : options_(options) {
    dlib::deserialize(file.string()) >> network_;
    info_ = {"mmod", entry.sha256, entry.licence, "native", options.width};
  }
  std::unique_ptr<Detector> make() override { return std::make_unique<Mmod>(network_, options_); }
  const ModelInfo& info() const override { return info_; }

 private:
  DetectorOptions options_;
  Network network_;
  ModelInfo info_;
};

}  // namespace

std::unique_ptr<DetectorModel> load_mmod(const DetectorOptions& options, infer::Engine&,
                                         const infer::ModelStore& store) {
  check_dlib_options(options, kWidest);
  hold_blas_to_one_thread();
  const infer::ModelEntry& entry = store.find("mmod");
  // dlib's format can express any sizes: `locate` lets only the bytes through whose hash we know.
  const std::filesystem::path file = store.locate(entry);
  try {
    return std::make_unique<MmodModel>(options, entry, file);
  } catch (const std::exception& error) {
    throw Error(ErrorKind::model, file.string(), error.what(), "mien models pull mmod");
  }
}

}  // namespace mien::face

#endif
