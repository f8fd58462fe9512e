#include "bench/faces.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>

#include <fmt/format.h>

#include "mien/error.h"

namespace mien::bench {

namespace {

using nlohmann::json;

constexpr float kMatch = 0.5F;  // the usual overlap at which a face counts as found
constexpr double kSame = 0.9;   // two builds of one detector differ by rounding, not by this much
constexpr double kCountedSide = 640;

// Pairs of indices of `a` and `b`, best overlap first, one to one, at least `least`.
std::vector<std::pair<std::size_t, std::size_t>> match(const std::vector<Box>& a,
                                                       const std::vector<Box>& b, float least) {
  struct Pair {
    float overlap;
    std::size_t a, b;
  };
  std::vector<Pair> pairs;
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::size_t j = 0; j < b.size(); ++j)
      if (const float overlap = iou(a[i], b[j]); overlap >= least) pairs.push_back({overlap, i, j});
  std::ranges::stable_sort(pairs, std::greater<>(), &Pair::overlap);
  std::vector<bool> used_a(a.size()), used_b(b.size());
  std::vector<std::pair<std::size_t, std::size_t>> matches;
  for (const Pair& pair : pairs) {
    if (used_a[pair.a] || used_b[pair.b]) continue;
    used_a[pair.a] = used_b[pair.b] = true;
    matches.emplace_back(pair.a, pair.b);
  }
  return matches;
}

std::vector<Box> boxes_of(const SeenFrame& frame) {
  std::vector<Box> boxes;
  for (const SeenFace& face : frame.faces) boxes.push_back(face.box);
  return boxes;
}

Box between(const Box& a, const Box& b, float share) {
  const auto mix = [share](float x, float y) { return x + (y - x) * share; };
  return {mix(a.x, b.x), mix(a.y, b.y), mix(a.w, b.w), mix(a.h, b.h)};
}

// Tracks that the frames before and after have both, at the moment between.
std::vector<Box> interpolated(const SeenFrame& before, const SeenFrame& after, double seconds) {
  const auto share =
      static_cast<float>((seconds - before.seconds) / (after.seconds - before.seconds));
  std::vector<Box> boxes;
  for (const SeenFace& face : before.faces) {
    const auto later = std::ranges::find_if(
        after.faces, [&](const SeenFace& f) { return face.track != 0 && f.track == face.track; });
    if (later != after.faces.end()) boxes.push_back(between(face.box, later->box, share));
  }
  return boxes;
}

// What was seen at a moment; nothing where that is not known.
std::optional<std::vector<Box>> seen_at(const std::map<std::int64_t, SeenFrame>& frames,
                                        const SeenFrame& moment, bool tracked, double longest_gap) {
  const std::int64_t key = key_of(moment.seconds);
  const auto exact = frames.find(key);
  if (exact != frames.end()) return boxes_of(exact->second);
  if (!tracked) return std::nullopt;
  const auto after = frames.lower_bound(key);
  if (after == frames.begin() || after == frames.end()) return std::nullopt;
  const auto before = std::prev(after);
  if (after->second.seconds - before->second.seconds > longest_gap) return std::nullopt;
  return interpolated(before->second, after->second, moment.seconds);
}

bool large_enough(const Box& box, const SeenFrame& frame, double min_height) {
  const int side = std::max(frame.width, frame.height);
  return side > 0 && box.h * kCountedSide / side >= min_height;
}

SeenFrame frame_of(const json& line) {
  SeenFrame frame{line.at("seconds").get<double>(),
                  line.at("size").at(0).get<int>(),
                  line.at("size").at(1).get<int>(),
                  {}};
  for (const json& face : line.at("faces"))
    frame.faces.push_back({{face.at(0).get<float>(), face.at(1).get<float>(),
                            face.at(2).get<float>(), face.at(3).get<float>()},
                           face.at(4).get<float>(),
                           face.at(5).get<std::int64_t>(),
                           face.size() > 6 ? face.at(6).get<std::string>() : ""});
  return frame;
}

}  // namespace

std::int64_t key_of(double seconds) { return std::llround(seconds * 1000); }

std::string faces_line(std::size_t input, std::int64_t frame, const SeenFrame& seen) {
  std::string faces;
  for (const SeenFace& face : seen.faces)
    faces += fmt::format("{}[{:.2f},{:.2f},{:.2f},{:.2f},{:.4f},{}{}]", faces.empty() ? "" : ",",
                         face.box.x, face.box.y, face.box.w, face.box.h, face.confidence,
                         face.track, face.label.empty() ? "" : ",\"" + face.label + "\"");
  return fmt::format(R"({{"input":{},"frame":{},"seconds":{:.6f},"size":[{},{}],"faces":[{}]}})",
                     input, frame, seen.seconds, seen.width, seen.height, faces);
}

Seen read_faces(const std::filesystem::path& file, std::size_t inputs) {
  std::ifstream stream(file);
  if (!stream) throw Error(ErrorKind::input, file.string(), "the faces cannot be read");
  Seen seen(inputs);
  int number = 0;
  for (std::string text; std::getline(stream, text);) {
    ++number;
    try {
      const json line = json::parse(text);
      const auto input = line.at("input").get<std::size_t>();
      SeenFrame frame = frame_of(line);
      if (input < inputs) seen[input].insert_or_assign(key_of(frame.seconds), std::move(frame));
    } catch (const json::exception&) {
      throw Error(ErrorKind::input, fmt::format("{}:{}", file.string(), number),
                  "is not a line of faces", "remove the file and measure again");
    }
  }
  return seen;
}

std::vector<std::pair<std::size_t, std::size_t>> matched(const SeenFrame& a, const SeenFrame& b) {
  return match(boxes_of(a), boxes_of(b), kMatch);
}

Recall recall_of(const Seen& reference, const Seen& seen, bool tracked, double longest_gap,
                 double min_height) {
  Recall recall;
  for (std::size_t input = 0; input < std::min(reference.size(), seen.size()); ++input) {
    for (const auto& [key, frame] : reference[input]) {
      const auto boxes = seen_at(seen[input], frame, tracked, longest_gap);
      if (!boxes) continue;
      ++recall.frames;
      const auto matches = match(boxes_of(frame), *boxes, kMatch);
      for (std::size_t i = 0; i < frame.faces.size(); ++i) {
        if (!large_enough(frame.faces[i].box, frame, min_height)) continue;
        ++recall.faces;
        recall.found += std::ranges::any_of(matches, [i](const auto& m) { return m.first == i; });
      }
    }
  }
  return recall;
}

Seen seen_by_both(const Seen& reference, const Seen& seen, bool tracked, double longest_gap) {
  Seen both(reference.size());
  for (std::size_t input = 0; input < std::min(reference.size(), seen.size()); ++input)
    for (const auto& [key, frame] : reference[input])
      if (seen_at(seen[input], frame, tracked, longest_gap)) both[input].emplace(key, frame);
  return both;
}

Equality compare(const Seen& a, const Seen& b) {
  Equality equality;
  for (std::size_t input = 0; input < std::min(a.size(), b.size()); ++input) {
    for (const auto& [key, frame] : a[input]) {
      const auto other = b[input].find(key);
      if (other == b[input].end()) continue;
      ++equality.frames;
      const auto left = boxes_of(frame), right = boxes_of(other->second);
      const auto matches = match(left, right, kMatch);
      double least = 1;
      for (const auto& [i, j] : matches) least = std::min(least, double{iou(left[i], right[j])});
      equality.least_iou = std::min(equality.least_iou, least);
      const bool same = left.size() == right.size() && matches.size() == left.size();
      if (!same || least < kSame) ++equality.differ;
    }
  }
  return equality;
}

std::string Equality::words() const {
  if (frames == 0) return "no frame in common";
  if (equal()) return {};
  return fmt::format("differs in {} of {} frames, least overlap {:.2f}", differ, frames, least_iou);
}

}  // namespace mien::bench
