#include "face/scrfd.h"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "mien/error.h"

namespace mien::face {
namespace {

constexpr std::string_view kName = "scrfd";

[[noreturn]] void refuse(const std::string& what) {
  throw Error(ErrorKind::model, std::string(kName), what,
              "this head reads SCRFD as InsightFace exports it: for each of three or five grids "
              "scores (N × 1), boxes (N × 4) and, where there are any, landmarks (N × 10)");
}

std::size_t rows_of(const infer::Output& output, std::size_t columns) {
  return output.data.size() / columns;
}

/// Outputs whose rows have so many values, the finest grid first.
std::vector<infer::Output> with_columns(const infer::InferRequest& request, std::size_t columns) {
  std::vector<infer::Output> found;
  for (std::size_t i = 0; i < request.outputs(); ++i) {
    infer::Output output = request.output(i);
    if (!output.shape.empty() && output.shape.back() == columns) found.push_back(std::move(output));
  }
  std::ranges::stable_sort(found, std::greater<>(),
                           [](const infer::Output& output) { return output.data.size(); });
  return found;
}

std::size_t cells_of(InputSize size, int stride) {
  const auto along = [stride](int side) {
    return static_cast<std::size_t>((side + stride - 1) / stride);
  };
  return along(size.width) * along(size.height);
}

class ScrfdDecoder final : public Decoder {
 public:
  explicit ScrfdDecoder(InputSize size) : size_(size) {}

  void decode(const infer::InferRequest& request, float min_confidence,
              std::vector<Detection>& faces) const override {
    for (const ScrfdGrid& grid : scrfd_grids(request, size_))
      decode_scrfd(grid, size_, min_confidence, faces);
  }

 private:
  InputSize size_;
};

std::unique_ptr<Decoder> make_decoder(InputSize size) {
  return std::make_unique<ScrfdDecoder>(size);
}

}  // namespace

std::vector<ScrfdGrid> scrfd_grids(const infer::InferRequest& request, InputSize size) {
  const auto scores = with_columns(request, 1), boxes = with_columns(request, 4),
             points = with_columns(request, 10);
  const bool counts = (scores.size() == 3 || scores.size() == 5) && boxes.size() == scores.size() &&
                      (points.empty() || points.size() == scores.size());
  if (!counts)
    refuse(fmt::format("the model has {} outputs: {} of scores, {} of boxes, {} of landmarks",
                       request.outputs(), scores.size(), boxes.size(), points.size()));
  std::vector<ScrfdGrid> grids;
  int stride = 8;
  for (std::size_t i = 0; i < scores.size(); ++i, stride *= 2) {
    const std::size_t cells = cells_of(size, stride), rows = rows_of(scores[i], 1);
    const bool fits = rows > 0 && rows % cells == 0 && rows / cells <= 4 &&
                      rows_of(boxes[i], 4) == rows &&
                      (points.empty() || rows_of(points[i], 10) == rows);
    if (!fits)
      refuse(fmt::format("its grid of stride {} has {} scores and {} boxes for {} cells of {} × {}",
                         stride, rows, rows_of(boxes[i], 4), cells, size.width, size.height));
    grids.push_back({stride, static_cast<int>(rows / cells), scores[i], boxes[i],
                     points.empty() ? infer::Output{} : points[i]});
  }
  return grids;
}

void decode_scrfd(const ScrfdGrid& grid, InputSize size, float min_confidence,
                  std::vector<Detection>& faces) {
  const auto columns = static_cast<std::size_t>((size.width + grid.stride - 1) / grid.stride);
  const auto anchors = static_cast<std::size_t>(grid.anchors);
  const auto stride = static_cast<float>(grid.stride);
  for (std::size_t i = 0; i < grid.scores.data.size(); ++i) {
    const float score = grid.scores.data[i];
    if (!(score >= min_confidence)) continue;  // NaN goes too
    const std::size_t cell = i / anchors;
    const float x = static_cast<float>(cell % columns) * stride,
                y = static_cast<float>(cell / columns) * stride;
    const float* reach = &grid.distances.data[i * 4];
    Detection& face = faces.emplace_back();
    face.confidence = score;
    face.box = {x - reach[0] * stride, y - reach[1] * stride, (reach[0] + reach[2]) * stride,
                (reach[1] + reach[3]) * stride};
    if (grid.landmarks.data.empty()) continue;
    Landmarks& points = face.landmarks.emplace();
    const float* shift = &grid.landmarks.data[i * 10];
    for (std::size_t p = 0; p < points.size(); ++p)
      points[p] = {x + shift[p * 2] * stride, y + shift[p * 2 + 1] * stride};
  }
}

const CnnFamily& scrfd() {
  // 0.5 and 0.4: as InsightFace calls it.
  static constexpr CnnFamily kFamily{kName, 0.4f, 0.5f, make_decoder};
  return kFamily;
}

}  // namespace mien::face
