#include "sink/event.h"

#include <algorithm>

#include "base/time.h"
#include "sink/values.h"

namespace mien::sink {

namespace {

// Plain ASCII, as zones and contents nearly always are, goes without an allocation.
void append_quoted(std::string& out, std::string_view text) {
  const bool plain = std::all_of(text.begin(), text.end(), [](char letter) {
    return letter >= ' ' && letter <= '~' && letter != '"' && letter != '\\';
  });
  if (plain)
    ((out += '"') += text) += '"';
  else
    out += json_quoted(text);
}

}  // namespace

EventWriter::EventWriter(const RunInfo& run)
    : model_(R"(,"model":{"name":)" + json_quoted(run.emotion.name) + R"(,"sha256":)" +
             json_quoted(run.emotion.sha256) + "}}") {}

const std::string& EventWriter::source(const std::string& input) {
  const auto found = sources_.find(input);
  if (found != sources_.end()) return found->second;
  return sources_.emplace(input, R"({"source":)" + json_quoted(input)).first->second;
}

std::string_view EventWriter::line(const std::string& input, const FrameResult& result,
                                   std::chrono::system_clock::time_point now) {
  const FrameInfo& frame = result.frame;
  line_ = source(input);
  if (!result.file.empty()) append_quoted(line_ += R"(,"file":)", result.file);
  line_ += R"(,"timestamp":)";
  append_integer(line_, nanoseconds_of(frame.seconds));
  line_ += R"(,"system_timestamp":")";
  append_rfc3339(line_, std::chrono::floor<std::chrono::milliseconds>(now));
  line_ += R"(","frame_id":)";
  append_integer(line_, frame.index);
  line_ += R"(,"resolution":{"width":)";
  append_integer(line_, frame.width);
  line_ += R"(,"height":)";
  append_integer(line_, frame.height);
  line_ += R"(},"objects":[)";
  for (std::size_t i = 0; i < result.faces.size(); ++i) {
    if (i > 0) line_ += ',';
    append_object(frame, result.faces[i]);
  }
  line_ += "]}\n";
  return line_;
}

void EventWriter::append_object(const FrameInfo& frame, const Face& face) {
  append_detection(frame, face.detection);
  line_ += R"(,"id":)";
  append_integer(line_, face.track);
  append_emotion(face.expression);
  if (face.detection.landmarks) append_landmarks(*face.detection.landmarks);
  append_quoted(line_ += R"(,"zone":)", face.zone);
  append_quoted(line_ += R"(,"content":)", face.content);
  line_ += '}';
}

void EventWriter::append_detection(const FrameInfo& frame, const Detection& detection) {
  const ClippedBox box = clipped(detection.box, frame);
  line_ += R"({"detection":{"bounding_box":{"x_min":)";
  append_decimal(line_, box.x_min, kPlaceDigits);
  line_ += R"(,"y_min":)";
  append_decimal(line_, box.y_min, kPlaceDigits);
  line_ += R"(,"x_max":)";
  append_decimal(line_, box.x_max, kPlaceDigits);
  line_ += R"(,"y_max":)";
  append_decimal(line_, box.y_max, kPlaceDigits);
  line_ += R"(},"confidence":)";
  append_decimal(line_, detection.confidence, kScoreDigits);
  line_ += R"(,"label":"face","label_id":0},"x":)";
  append_integer(line_, box.x);
  line_ += R"(,"y":)";
  append_integer(line_, box.y);
  line_ += R"(,"w":)";
  append_integer(line_, box.w);
  line_ += R"(,"h":)";
  append_integer(line_, box.h);
}

void EventWriter::append_emotion(const Expression& expression) {
  line_ += R"(,"emotion":{"label":")";
  line_ += name_of(expression.label);
  line_ += R"(","label_id":)";
  append_integer(line_, static_cast<int>(expression.label));
  line_ += R"(,"confidence":)";
  append_decimal(line_, expression.confidence, kScoreDigits);
  line_ += R"(,"probabilities":)";
  for (std::size_t i = 0; i < kEmotions; ++i) {
    line_ += i == 0 ? R"({")" : R"(,")";
    line_ += name_of(static_cast<Emotion>(i));
    line_ += R"(":)";
    append_decimal(line_, expression.probabilities[i], kScoreDigits);
  }
  line_ += R"(},"valence":)";
  append_affect(line_, expression.valence, "null");
  line_ += R"(,"arousal":)";
  append_affect(line_, expression.arousal, "null");
  if (expression.label == Emotion::unknown) {
    line_ += R"(,"reason":")";
    line_ += name_of(expression.doubt);
    line_ += '"';
  }
  line_ += model_;
}

void EventWriter::append_landmarks(const Landmarks& landmarks) {
  line_ += R"(,"landmarks":)";
  for (std::size_t i = 0; i < landmarks.size(); ++i) {
    line_ += i == 0 ? "[[" : ",[";
    append_decimal(line_, landmarks[i].x, kPixelDigits);
    line_ += ',';
    append_decimal(line_, landmarks[i].y, kPixelDigits);
    line_ += ']';
  }
  line_ += ']';
}

}  // namespace mien::sink
