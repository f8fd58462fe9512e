#include "eval/average_precision.h"

#include <algorithm>
#include <cmath>

namespace mien::eval {
namespace {

/// A detection that counts.
struct Verdict {
  float confidence;
  bool hit;
};

bool is_usable(const Detection& detection) {
  const Box& box = detection.box;
  return std::isfinite(detection.confidence) && std::isfinite(box.x) && std::isfinite(box.y) &&
         std::isfinite(box.w) && std::isfinite(box.h);
}

/// Matches the detections of one image to its faces.
class Matcher {
 public:
  Matcher(const LabelledImage& image, double min_height, double min_iou)
      : image_(image), min_height_(min_height), min_iou_(min_iou), states_(image.faces.size()) {
    for (std::size_t i = 0; i < states_.size(); ++i) {
      const LabelledImage::Labelled& face = image.faces[i];
      const bool counts = !face.ignored && face.box.w > 0 && face.box.h > 0 && !is_low(face.box);
      states_[i] = counts ? State::free : State::ignored;
      faces_ += counts;
    }
  }

  std::size_t faces() const { return faces_; }

  void judge(std::vector<Verdict>& verdicts) {
    std::vector<const Detection*> order;
    order.reserve(image_.detections.size());
    for (const Detection& one : image_.detections) {
      if (is_usable(one)) order.push_back(&one);
    }
    std::stable_sort(order.begin(), order.end(), [](const Detection* a, const Detection* b) {
      return a->confidence > b->confidence;
    });
    for (const Detection* one : order) judge(*one, verdicts);
  }

 private:
  enum class State : unsigned char { free, taken, ignored };

  bool is_low(const Box& box) const { return box.h * image_.height_scale < min_height_; }

  void judge(const Detection& detection, std::vector<Verdict>& verdicts) {
    double best = min_iou_;
    std::size_t face = states_.size();
    bool overlaps_ignored = false;
    for (std::size_t i = 0; i < states_.size(); ++i) {
      if (states_[i] == State::taken) continue;
      const double overlap = iou(detection.box, image_.faces[i].box);
      if (states_[i] == State::ignored) {
        overlaps_ignored |= overlap >= min_iou_;
      } else if (overlap >= best && (face == states_.size() || overlap > best)) {
        best = overlap;
        face = i;
      }
    }
    if (face < states_.size()) {
      states_[face] = State::taken;
      verdicts.push_back({detection.confidence, true});
    } else if (!overlaps_ignored && !is_low(detection.box)) {
      verdicts.push_back({detection.confidence, false});
    }
  }

  const LabelledImage& image_;
  double min_height_, min_iou_;
  std::vector<State> states_;
  std::size_t faces_ = 0;
};

/// One point per distinct confidence: detections of equal confidence cannot be told apart by a
/// threshold.
std::vector<CurvePoint> curve_of(std::vector<Verdict>& verdicts, std::size_t faces) {
  std::sort(verdicts.begin(), verdicts.end(),
            [](const Verdict& a, const Verdict& b) { return a.confidence > b.confidence; });
  std::vector<CurvePoint> curve;
  std::size_t hits = 0;
  for (std::size_t i = 0; i < verdicts.size(); ++i) {
    hits += verdicts[i].hit;
    if (i + 1 < verdicts.size() && verdicts[i + 1].confidence == verdicts[i].confidence) continue;
    const auto seen = static_cast<double>(i + 1), found = static_cast<double>(hits);
    curve.push_back({verdicts[i].confidence, found / seen, found / static_cast<double>(faces)});
  }
  return curve;
}

double area_under_envelope(const std::vector<CurvePoint>& curve) {
  double area = 0, best = 0;
  for (std::size_t i = curve.size(); i-- > 0;) {
    best = std::max(best, curve[i].precision);
    area += best * (curve[i].recall - (i > 0 ? curve[i - 1].recall : 0));
  }
  return area;
}

}  // namespace

AveragePrecision average_precision(std::span<const LabelledImage> images, double min_height,
                                   double min_iou) {
  AveragePrecision result;
  std::vector<Verdict> verdicts;
  for (const LabelledImage& image : images) {
    Matcher matcher(image, min_height, min_iou);
    result.faces += matcher.faces();
    matcher.judge(verdicts);
  }
  if (result.faces == 0) return result;
  result.curve = curve_of(verdicts, result.faces);
  result.value = area_under_envelope(result.curve);
  return result;
}

}  // namespace mien::eval
