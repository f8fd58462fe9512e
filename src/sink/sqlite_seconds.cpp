#include "sink/sqlite_seconds.h"

#include <algorithm>
#include <cmath>

#include "sink/values.h"

namespace mien::sink {

namespace {

std::int64_t second_of(double seconds) {
  return static_cast<std::int64_t>(std::floor(std::clamp(finite(seconds), -9e9, 9e9)));
}

void end_second(SecondRow& row, std::vector<SecondRow>& done) {
  if (row.faces > 0) done.push_back(row);
  row.frames = row.faces = row.read = 0;
  row.labels = {};
  row.valence = row.arousal = 0;
}

}  // namespace

void SecondCounter::add(const std::string& input, const FrameResult& result,
                        std::vector<SecondRow>& done) {
  auto found = open_.find(input);
  if (found == open_.end()) found = open_.emplace(input, SecondRow{.input = utf8(input)}).first;
  SecondRow& row = found->second;
  const std::int64_t second = second_of(result.frame.seconds);
  if (second != row.second) end_second(row, done);
  row.second = second;
  ++row.frames;
  for (const Face& face : result.faces) {
    const Expression& expression = face.expression;
    ++row.faces;
    ++row.labels[static_cast<std::size_t>(expression.label)];
    if (expression.label == Emotion::unknown || std::isnan(expression.valence)) continue;
    ++row.read;
    row.valence += finite(expression.valence);
    row.arousal += finite(expression.arousal);
  }
}

void SecondCounter::finish(std::vector<SecondRow>& done) {
  for (auto& [input, row] : open_) end_second(row, done);
}

}  // namespace mien::sink
