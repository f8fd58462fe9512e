#pragma once
/// \file From the words of a play log's line to the line.

#include <string>
#include <string_view>

#include "imports/play_log.h"
#include "imports/table_header.h"

namespace mien::imports {

/// A line as it stands in the log; empty: it does not say.
struct PlayWords {
  std::string_view screen, camera, zone, content, begin, end, duration;
};

/// Used for one file, line after line.
class PlayLines {
 public:
  PlayLines(const PlayLogOptions& options, DateOrder order, PlayLog& log);

  /// Adds the line, or says why it is none.
  void add(std::size_t number, const PlayWords& words);
  void bad(std::size_t number, Problem problem);

 private:
  Problem read(const PlayWords& words, audience::PlayLine& line);
  Problem read_time(std::string_view text, TableTime& time);
  std::string camera_of(const PlayWords& words) const;

  const PlayLogOptions& options_;
  const DateOrder order_;
  const UtcOffset clock_;
  bool local_ = false, repeated_ = false;  ///< a time of the line was (TimesRead)
  PlayLog& log_;
};

/// A log of a BrightSign player, as far as its first lines tell.
bool is_brightsign(std::string_view text);
void read_brightsign(std::string_view text, const PlayLogOptions& options, PlayLog& log);

}  // namespace mien::imports
