#pragma once
/// \file The event contract as an object: what the fast EventWriter must equal.

#include <cmath>
#include <nlohmann/json.hpp>
#include <string>

#include "mien/stages.h"

#include "sink/values.h"

namespace mien::sink {

using nlohmann::json;

inline json affect_json(double value) {
  return std::isnan(value) ? json() : json(rounded(value, kScoreDigits));
}

inline json emotion_json(const ModelInfo& model, const Expression& expression) {
  json probabilities = json::object();
  for (std::size_t i = 0; i < kEmotions; ++i) {
    probabilities[std::string(name_of(static_cast<Emotion>(i)))] =
        rounded(expression.probabilities[i], kScoreDigits);
  }
  json emotion = {{"label", name_of(expression.label)},
                  {"label_id", static_cast<int>(expression.label)},
                  {"confidence", rounded(expression.confidence, kScoreDigits)},
                  {"probabilities", std::move(probabilities)},
                  {"valence", affect_json(expression.valence)},
                  {"arousal", affect_json(expression.arousal)},
                  {"model", {{"name", utf8(model.name)}, {"sha256", utf8(model.sha256)}}}};
  if (expression.label == Emotion::unknown) emotion["reason"] = name_of(expression.doubt);
  return emotion;
}

inline json face_json(const RunInfo& run, const FrameResult& result, const Face& face) {
  const ClippedBox box = clipped(face.detection.box, result.frame);
  json object = {{"detection",
                  {{"bounding_box",
                    {{"x_min", rounded(box.x_min, kPlaceDigits)},
                     {"y_min", rounded(box.y_min, kPlaceDigits)},
                     {"x_max", rounded(box.x_max, kPlaceDigits)},
                     {"y_max", rounded(box.y_max, kPlaceDigits)}}},
                   {"confidence", rounded(face.detection.confidence, kScoreDigits)},
                   {"label", "face"},
                   {"label_id", 0}}},
                 {"x", box.x},
                 {"y", box.y},
                 {"w", box.w},
                 {"h", box.h},
                 {"id", face.track},
                 {"emotion", emotion_json(run.emotion, face.expression)},
                 {"zone", utf8(face.zone)},
                 {"content", utf8(face.content)}};
  if (face.detection.landmarks) {
    json points = json::array();
    for (const Point& point : *face.detection.landmarks) {
      points.push_back(
          json::array({rounded(point.x, kPixelDigits), rounded(point.y, kPixelDigits)}));
    }
    object["landmarks"] = std::move(points);
  }
  return object;
}

/// One event line's object. `run` names the models. Boxes are clipped to the picture.
inline json plain_event(const RunInfo& run, const std::string& input, const FrameResult& result,
                        const std::string& system_timestamp) {
  json objects = json::array();
  for (const Face& face : result.faces) objects.push_back(face_json(run, result, face));
  json event = {{"source", utf8(input)},
                {"timestamp", nanoseconds_of(result.frame.seconds)},
                {"system_timestamp", system_timestamp},
                {"frame_id", result.frame.index},
                {"resolution", {{"width", result.frame.width}, {"height", result.frame.height}}},
                {"objects", std::move(objects)}};
  if (!result.file.empty()) event["file"] = utf8(result.file);
  return event;
}

}  // namespace mien::sink
