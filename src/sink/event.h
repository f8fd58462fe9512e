#pragma once
/// \file Event lines, written without building an object of JSON.

#include <chrono>
#include <string>
#include <string_view>
#include <unordered_map>

#include "mien/stages.h"

namespace mien::sink {

/// Writes event lines into one buffer that it keeps: no allocation once it has seen the inputs and
/// the longest line. Used by one thread at a time. Its plain twin is `plain_event` in
/// tests/sink; tests hold the two equal.
class EventWriter {
 public:
  explicit EventWriter(const RunInfo& run);
  /// One line with its line feed; valid until the next call.
  std::string_view line(const std::string& input, const FrameResult& result,
                        std::chrono::system_clock::time_point now);

 private:
  const std::string& source(const std::string& input);
  void append_object(const FrameInfo& frame, const Face& face);
  void append_detection(const FrameInfo& frame, const Detection& detection);
  void append_emotion(const Expression& expression);
  void append_landmarks(const Landmarks& landmarks);

  std::string model_;                                     ///< `,"model":{…}}`
  std::unordered_map<std::string, std::string> sources_;  ///< input → `{"source":"…"`
  std::string line_;
};

}  // namespace mien::sink
