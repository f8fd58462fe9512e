#include <algorithm>
#include <limits>
#include <map>
#include <tuple>

#include "audience/relation.h"

namespace mien::audience {

namespace {

using std::chrono::milliseconds;

/// Exposures of one content, by their start.
struct ByStart {
  std::vector<std::size_t> order;
  milliseconds longest{0};
};

std::map<std::string, ByStart> by_content(std::span<const Exposure> exposures) {
  std::map<std::string, ByStart> contents;
  for (std::size_t i = 0; i < exposures.size(); ++i) {
    ByStart& content = contents[exposures[i].content];
    content.order.push_back(i);
    content.longest = std::max(content.longest, exposures[i].end - exposures[i].start);
  }
  for (auto& [name, content] : contents) {
    std::ranges::sort(content.order, {},
                      [&](std::size_t i) { return std::tuple(exposures[i].start, i); });
  }
  return contents;
}

/// Calls `use` with each exposure that a rating meets.
template <class Use>
void meet(const Rating& rating, const ByStart& content, std::span<const Exposure> exposures,
          milliseconds window, Use use) {
  const auto start_of = [&](std::size_t i) { return exposures[i].start; };
  auto i =
      std::ranges::lower_bound(content.order, rating.time - window - content.longest, {}, start_of);
  for (; i != content.order.end() && start_of(*i) <= rating.time + window; ++i) {
    const Exposure& exposure = exposures[*i];
    const bool elsewhere = !rating.camera.empty() && rating.camera != exposure.camera;
    if (!elsewhere && exposure.end >= rating.time - window) use(*i);
  }
}

/// Numbers blocks of ratings by content, camera and stretches of time twice the window long.
class Blocks {
 public:
  explicit Blocks(milliseconds window) : length_(std::max(window * 2, milliseconds(1))) {}
  std::size_t of(const Rating& rating) {
    const auto stretch = rating.time.time_since_epoch() / length_;
    return numbers_.try_emplace({rating.content, rating.camera, stretch}, numbers_.size())
        .first->second;
  }

 private:
  milliseconds length_;
  std::map<std::tuple<std::string, std::string, std::int64_t>, std::size_t> numbers_;
};

}  // namespace

int row_of(double rating) { return rating < 2.5 ? 0 : rating > 3.5 ? 2 : 1; }

int column_of(double valence, double neutral_band) {
  return valence < -neutral_band ? 0 : valence > neutral_band ? 2 : 1;
}

RatingJoin join(std::span<const Rating> ratings, std::span<const Exposure> exposures,
                const RelationOptions& options) {
  RatingJoin result;
  result.groups.resize(exposures.size());
  const auto contents = by_content(exposures);
  Blocks blocks(options.window);
  std::vector<std::size_t> met;
  for (const Rating& rating : ratings) {
    const auto content = contents.find(rating.content);
    if (content == contents.end()) continue;
    met.clear();
    meet(rating, content->second, exposures, options.window,
         [&](std::size_t i) { met.push_back(i); });
    if (met.empty()) continue;
    std::array<std::int64_t, kEmotions + 1> label_ms{};
    double valence = 0, with_valence = 0;
    for (const std::size_t i : met) {
      for (std::size_t l = 0; l < label_ms.size(); ++l) label_ms[l] += exposures[i].label_ms[l];
      valence += exposures[i].valence.value_or(0);
      with_valence += exposures[i].valence.has_value();
    }
    JoinedRating joined{.rating = rating.value,
                        .emotion = dominant_label(label_ms),
                        .block = blocks.of(rating),
                        .content = rating.content};
    std::uint32_t groups = 1u << static_cast<unsigned>(joined.emotion);
    if (with_valence > 0) {
      joined.valence = valence / with_valence;
      const int cell = 3 * row_of(rating.value) + column_of(*joined.valence, options.neutral_band);
      groups |= 1u << (kCellBit + cell);
    }
    for (const std::size_t i : met) result.groups[i] |= groups;
    result.ratings.push_back(std::move(joined));
  }
  return result;
}

}  // namespace mien::audience
