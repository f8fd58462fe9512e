#include "imports/play_log_lines.h"

#include <utility>

#include <fmt/format.h>

#include "imports/table_number.h"
#include "imports/table_time.h"
#include "stays/timely.h"

namespace mien::imports {

namespace {

constexpr double kLongestPlay =
    std::chrono::duration<double>(audience::kLongestPlay).count();  // seconds

}  // namespace

PlayLines::PlayLines(const PlayLogOptions& options, DateOrder order, PlayLog& log)
    : options_(options),
      order_(order),
      clock_(clock_for(options.utc_offset, options.clock)),
      log_(log) {}

void PlayLines::bad(std::size_t number, Problem problem) {
  log_.bad.push_back({number, std::move(problem.reason), std::move(problem.cause)});
}

void PlayLines::add(std::size_t number, const PlayWords& words) {
  audience::PlayLine line;
  local_ = repeated_ = false;
  if (Problem problem = read(words, line); !problem.none()) return bad(number, std::move(problem));
  log_.times.add(local_, repeated_, number);
  log_.lines.push_back(std::move(line));
  log_.numbers.push_back(number);
}

std::string PlayLines::camera_of(const PlayWords& words) const {
  if (!options_.camera.empty()) return options_.camera;
  if (!words.camera.empty()) return std::string(words.camera);
  const auto named = options_.screens.find(std::string(words.screen));
  return named == options_.screens.end() ? std::string(words.screen) : named->second;
}

Problem PlayLines::read_time(std::string_view text, TableTime& time) {
  time = parse_table_time(text, order_, clock_);
  local_ |= time.local;
  repeated_ |= time.again.has_value();
  return problem_of_time(time);
}

Problem PlayLines::read(const PlayWords& words, audience::PlayLine& line) {
  line.played = {.camera = camera_of(words),
                 .zone = std::string(words.zone),
                 .content = std::string(words.content)};
  line.screen = std::string(words.screen.empty() ? words.camera : words.screen);
  if (line.played.camera.empty())
    return {"it names neither camera nor screen (--camera NAME sets it for all)"};
  if (line.played.content.empty()) return {"the content is empty"};
  for (const auto& [text, what] :
       {std::pair<const std::string&, const char*>(line.screen, "screen"),
        {line.played.camera, "camera"},
        {line.played.zone, "zone"},
        {line.played.content, "content"}})
    if (Problem problem = problem_of_name(text, what); !problem.none()) return problem;
  const auto known = options_.contents.find(TableHeader::plain(line.played.content));
  if (known != options_.contents.end()) line.played.content = known->second;
  TableTime time;
  if (Problem problem = read_time(words.begin, time); !problem.none()) return problem;
  WallTime end = line.told = *time.time;
  if (!words.end.empty()) {
    if (Problem problem = read_time(words.end, time); !problem.none()) return problem;
    end = *time.time;
    if (end < line.told && time.again) end = *time.again;  // the clock was set back meanwhile
  } else {
    const TableNumber seconds = number_in(words.duration);
    if (!seconds.within(0, kLongestPlay))
      return problem_of_number(seconds, words.duration, "duration",
                               "a number of seconds up to 366 days", "duration");
    end += milliseconds_of(*seconds.value);
  }
  if (end < line.told) return {"it ends before it begins"};
  if (end == line.told) return {"it ends when it begins", "no length"};
  line.played.begin = line.told - options_.ahead;
  line.played.end = end - options_.ahead;
  if (line.played.begin < WallTime{}) return {"it begins before 1970"};
  return {};
}

}  // namespace mien::imports
