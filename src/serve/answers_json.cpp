#include "serve/answers_json.h"

#include <algorithm>
#include <cmath>

#include "base/url.h"
#include "oversight/camera_gate.h"

namespace mien::serve {

namespace {

/// Four decimals are enough for a share or a box, and spare the network.
double rounded(double value) { return std::round(value * 1e4) / 1e4; }

Json rounded(const std::optional<double>& value) { return value ? Json(rounded(*value)) : Json(); }

template <class Shares>
Json labels_json(const Shares& shares) {
  Json labels = Json::object();
  for (std::size_t i = 0; i < shares.size(); ++i)
    labels[std::string(name_of(static_cast<Emotion>(i)))] = rounded(shares[i]);
  return labels;
}

/// NaN: not computed.
Json affect_json(float value) { return std::isnan(value) ? Json() : Json(rounded(value)); }

Json face_json(const Face& face, const FrameInfo& frame) {
  const auto share = [](float value, int whole) {
    return rounded(std::clamp(value / static_cast<float>(std::max(whole, 1)), 0.f, 1.f));
  };
  const Box& box = face.detection.box;
  const double x = share(box.x, frame.width), y = share(box.y, frame.height);
  const double right = share(box.right(), frame.width), bottom = share(box.bottom(), frame.height);
  const Expression& expression = face.expression;
  return {{"box", {x, y, rounded(right - x), rounded(bottom - y)}},
          {"id", face.track},
          {"emotion", name_of(expression.label)},
          {"confidence", rounded(expression.confidence)},
          {"valence", affect_json(expression.valence)},
          {"arousal", affect_json(expression.arousal)},
          {"doubt", name_of(expression.doubt)},
          {"zone", face.zone}};
}

Json agreement_json(const audience::Agreement& agreement) {
  Json cells = Json::array();
  for (const auto& row : agreement.cells) {
    Json line = Json::array();
    for (const std::int64_t cell : row) line.push_back(cell);
    cells.push_back(line);
  }
  return {{"rows", {"1-2", "3", "4-5"}},
          {"columns", {"negative", "neutral", "positive"}},
          {"cells", cells},
          {"share", rounded(agreement.share)},
          {"kappa", rounded(agreement.kappa)}};
}

Json lift_json(const audience::Lift& lift) {
  return {{"emotion", name_of(lift.emotion)},
          {"ratings", lift.ratings},
          {"mean", rounded(lift.mean)},
          {"difference", lift.difference ? json_of(*lift.difference) : Json()}};
}

/// Such as those of a playlist's parts, or of what the camera's input was a moment ago.
void hide_urls(std::string& text) {
  for (std::size_t at; (at = text.find("://")) != text.npos;) {
    const std::size_t begin = text.find_last_of(" '\"(", at) + 1;  // npos + 1 is 0
    std::size_t end = std::min(text.find_first_of(" '\")", at), text.size());
    if (text[end - 1] == ':' && end > at + 3) --end;
    text.replace(begin, end - begin, "…");
  }
}

}  // namespace

std::string error_without_addresses(const CameraStatus& status, const CameraConfig* camera) {
  if (!camera) return {};
  std::string text = status.error;
  for (const std::string* input : {&camera->input, &camera->detect_input}) {
    for (const std::string& place : {masked(*input), file_behind(*input)})
      for (std::size_t at; place.size() > 1 && (at = text.find(place)) != text.npos;)
        text.replace(at, place.size(), "…");
  }
  hide_urls(text);
  return text;
}

Json polygons_json(const std::map<std::string, Polygon>& polygons) {
  Json all = Json::object();
  for (const auto& [name, polygon] : polygons) {
    Json points = Json::array();
    for (const Point& point : polygon) points.push_back({rounded(point.x), rounded(point.y)});
    all[name] = points;
  }
  return all;
}

Json json_of(const CameraStatus& status, const CameraConfig* camera) {
  static const CameraConfig kNone;
  const CameraConfig& config = camera ? *camera : kNone;
  return {{"name", status.name},
          {"state", name_of(status.state)},
          {"error", error_without_addresses(status, camera)},
          {"asleep", status.asleep},
          {"width", status.width},
          {"height", status.height},
          {"codec", status.codec},
          {"frames_read", status.frames_read},
          {"frames_decoded", status.frames_decoded},
          {"frames_passed_over", status.frames_passed_over},
          {"frames_inferred", status.frames_inferred},
          {"faces", status.faces},
          {"drops", status.drops},
          {"damaged_packets", status.damaged_packets},
          {"reconnects", status.reconnects},
          {"read_fps", rounded(status.read_fps)},
          {"detect_fps", rounded(status.detect_fps)},
          {"wanted_fps", rounded(status.wanted_fps)},
          {"latency_ms",
           {{"p50", rounded(status.latency_ms.p50)},
            {"p95", rounded(status.latency_ms.p95)},
            {"p99", rounded(status.latency_ms.p99)}}},
          {"cpu_seconds", rounded(status.cpu_seconds)},
          {"last_frame", status.last_frame ? Json(rfc3339(*status.last_frame)) : Json()},
          {"content", status.content},
          {"zones", polygons_json(config.zones)},
          {"masks", polygons_json(config.masks)},
          {"staff", polygons_json(config.staff)}};
}

Json cameras_json(std::span<const CameraStatus> states, const RunConfig& config) {
  Json list = Json::array();
  for (const CameraConfig& camera : config.cameras) {
    const auto found = std::ranges::find(states, camera.name, &CameraStatus::name);
    if (found != states.end()) {
      list.push_back(json_of(*found, &camera));
    } else {
      CameraStatus waiting;
      waiting.name = camera.name;
      list.push_back(json_of(waiting, &camera));
    }
    oversight::hide_the_moment(list.back(), config);
  }
  return list;
}

Json json_of(const SystemFigures& system) {
  return {{"cores", system.cores},
          {"cpu_share", rounded(system.cpu_share)},
          {"workers_busy", rounded(system.workers_busy)},
          {"memory_bytes", system.memory_bytes},
          {"read_fps", rounded(system.read_fps)},
          {"detect_fps", rounded(system.detect_fps)},
          {"drops_per_s", rounded(system.drops_per_s)},
          {"p99_latency_ms", rounded(system.p99_latency_ms)},
          {"subscribers", system.subscribers},
          {"events_dropped", system.events_dropped}};
}

Json json_of(const audience::Tally& tally) {
  Json contents = Json::array();
  for (const audience::ContentTally& one : tally.contents) {
    const bool hidden = one.figures.suppressed();
    contents.push_back({{"content", one.content},
                        {"faces_now", one.faces_now},
                        {"people", one.people},
                        {"valence", hidden ? Json() : rounded(one.figures->valence)},
                        {"emotions", hidden ? Json() : labels_json(one.figures->labels)},
                        {"suppressed", hidden}});
  }
  return {{"time", rfc3339(tally.time)}, {"contents", contents}};
}

Json faces_json(const std::string& camera, const FrameResult& result) {
  Json faces = Json::array();
  for (const Face& face : result.faces) faces.push_back(face_json(face, result.frame));
  return {{"camera", camera},
          {"time", rfc3339(result.at)},
          {"width", result.frame.width},
          {"height", result.frame.height},
          {"latency_ms", rounded(result.latency_ms)},
          {"content", result.content},
          {"faces", faces}};
}

Json suppressed() { return {{"suppressed", true}}; }

Json json_of(const audience::Figures& figures) {
  return {{"exposures", figures.exposures},
          {"people", figures.people},
          {"dwell_s", rounded(figures.dwell_s)},
          {"dwell_spread_s", rounded(figures.dwell_spread_s)},
          {"attention", rounded(figures.attention)},
          {"valence", rounded(figures.valence)},
          {"valence_spread", rounded(figures.valence_spread)},
          {"change", rounded(figures.change)},
          {"emotions", labels_json(figures.labels)},
          {"reaction_share", rounded(figures.reaction_share)},
          {"reaction_delay_s", rounded(figures.reaction_delay_s)}};
}

Json json_of(const audience::RatingFigures& figures) {
  return {{"ratings", figures.ratings},
          {"mean", rounded(figures.mean)},
          {"answers", figures.answers ? Json(*figures.answers) : Json()},
          {"answered", figures.answered}};
}

Json json_of(const Estimate& estimate) {
  return {{"value", rounded(estimate.value)},
          {"low", rounded(estimate.low)},
          {"high", rounded(estimate.high)}};
}

Json json_of(const audience::Standing& standing) {
  return {{"values", standing.values},
          {"mean", json_of(standing.mean)},
          {"difference", rounded(standing.difference)},
          {"p", rounded(standing.p)},
          {"p_holm", rounded(standing.p_holm)}};
}

Json json_of(const audience::Relation& relation) {
  Json lifts = Json::array();
  for (const audience::Lift& lift : relation.lifts) lifts.push_back(lift_json(lift));
  const auto estimate = [](const std::optional<Estimate>& value) {
    return value ? json_of(*value) : Json();
  };
  return {{"pairs", relation.pairs},
          {"ratings", relation.ratings},
          {"people", relation.people},
          {"spearman", estimate(relation.spearman)},
          {"kendall", estimate(relation.kendall)},
          {"lifts", lifts},
          {"agreement", agreement_json(relation.agreement)},
          {"notices", relation.notices}};
}

}  // namespace mien::serve
