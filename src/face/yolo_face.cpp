#include "face/yolo_face.h"

#include <algorithm>
#include <string>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "mien/error.h"

namespace mien::face {
namespace {

constexpr std::string_view kName = "yolo-face";

constexpr YoloLayout kLayouts[] = {
    {5, 4, -1, -1, 0},  // YOLOv8 and later, one class: score
    {6, 4, 5, -1, 0},   // YOLOv5, one class: objectness, class
    {15, 4, -1, 5, 2},  // YOLOv8 pose without visibility: score, 5 × (x, y)
    {16, 4, 15, 5, 2},  // YOLOv5-face: objectness, 5 × (x, y), class
    {20, 4, -1, 5, 3},  // YOLOv8-face: score, 5 × (x, y, visible)
    {21, 4, 5, 6, 3},   // YOLOv7-face: objectness, class, 5 × (x, y, sure)
};

const YoloLayout* layout_of(std::size_t values) {
  const auto* found = std::ranges::find(kLayouts, static_cast<int>(values), &YoloLayout::values);
  return found == std::end(kLayouts) ? nullptr : found;
}

class YoloDecoder final : public Decoder {
 public:
  void decode(const infer::InferRequest& request, float min_confidence,
              std::vector<Detection>& faces) const override {
    decode_yolo(yolo_rows(request.output(std::size_t{0})), min_confidence, faces);
  }
};

std::unique_ptr<Decoder> make_decoder(InputSize) { return std::make_unique<YoloDecoder>(); }

}  // namespace

YoloRows yolo_rows(const infer::Output& output) {
  const auto& shape = output.shape;
  if (shape.size() == 3 && shape[0] == 1) {
    // A layout has few values, an image many candidates: the smaller side is the layout's.
    const bool apart = shape[1] < shape[2];
    if (const YoloLayout* layout = layout_of(apart ? shape[1] : shape[2]))
      return {*layout, apart ? shape[2] : shape[1], apart, output};
  }
  throw Error(
      ErrorKind::model, std::string(kName),
      fmt::format("its first output is {}", fmt::join(shape, " × ")),
      "this head reads 1 × N × values or 1 × values × N, with 5, 6, 15, 16, 20 or 21 values: "
      "export the model with its grid inside, without suppression");
}

void decode_yolo(const YoloRows& rows, float min_confidence, std::vector<Detection>& faces) {
  const YoloLayout& layout = rows.layout;
  const auto values = static_cast<std::size_t>(layout.values);
  for (std::size_t row = 0; row < rows.count; ++row) {
    const auto value = [&](int position) {
      const auto place = static_cast<std::size_t>(position);
      return rows.output.data[rows.apart ? place * rows.count + row : row * values + place];
    };
    float score = value(layout.score);
    if (layout.times >= 0) score *= value(layout.times);
    if (!(score >= min_confidence)) continue;  // NaN goes too
    const float w = value(2), h = value(3);
    Detection& face = faces.emplace_back();
    face.confidence = score;
    face.box = {value(0) - w / 2, value(1) - h / 2, w, h};
    if (layout.landmarks < 0) continue;
    Landmarks& points = face.landmarks.emplace();
    for (int p = 0; p < static_cast<int>(points.size()); ++p) {
      const int x = layout.landmarks + p * layout.step;
      points[static_cast<std::size_t>(p)] = {value(x), value(x + 1)};
    }
  }
}

const CnnFamily& yolo_face() {
  // 0.5 and 0.45: as the authors' scripts call them.
  static constexpr CnnFamily kFamily{kName, 0.45f, 0.5f, make_decoder};
  return kFamily;
}

}  // namespace mien::face
