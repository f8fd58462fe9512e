#include "imports/play_log.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "mien/error.h"

#include "base/utf8.h"
#include "imports/play_log_lines.h"
#include "imports/table_number.h"
#include "imports/table_text.h"
#include "imports/table_time.h"
#include "stays/timely.h"

namespace mien::imports {

namespace {

enum Column { kScreen, kCamera, kZone, kContent, kBegin, kEnd, kDuration, kLayout, kType, kCount };

// The last three are Xibo's.
const ColumnNames kColumns[] = {
    {"screen",
     false,
     {"screen", "screenname", "display", "displayname", "player", "playername", "device",
      "devicename", "monitor", "unit"}},
    {"camera", false, {"camera", "cameraid", "cameraname"}},
    {"zone", false, {"zone", "camerazone"}},
    {"content",
     false,
     {"content", "contentid", "media", "medianame", "item", "itemname", "asset", "assetname",
      "creative", "campaign", "file", "filename", "name"}},
    {"begin",
     true,
     {"begin", "start", "starttime", "startedat", "startdate", "from", "fromdt", "startat", "time",
      "timestamp", "playedat", "shownat"},
     {"date", "day", "startdate", "begindate"}},
    {"end",
     false,
     {"end", "endtime", "endedat", "enddate", "to", "todt", "until", "stop"},
     {"enddate", "date", "day", "startdate", "begindate"}},
    {"duration", false, {"duration", "durations", "seconds", "durationseconds", "length"}},
    {"layout", false, {"layout"}},
    {"type", false, {"type"}},
    {"count", false, {"count", "numberofplays"}},
};

bool same(std::string_view a, const char* b) { return TableHeader::plain(a) == b; }

/// A file with these three is Xibo's.
bool is_xibo(const CsvRecord& header) {
  const auto has = [&](const char* name) {
    return std::ranges::any_of(header.fields, [&](const auto& field) { return same(field, name); });
  };
  return has("fromdt") && has("todt") && has("display");
}

class TableLog {
 public:
  TableLog(std::string_view text, const PlayLogOptions& options, PlayLog& log)
      : csv_(text, separator_named(options.separator)),
        options_(options),
        log_(log),
        header_(first_line()) {
    const bool who = header_.has(kScreen) || header_.has(kCamera) || !options.camera.empty();
    if (!who) refuse("has no column 'screen' or 'camera'", "add one, or use --camera NAME");
    if (!header_.has(kContent) && !header_.has(kLayout))
      refuse("has no column 'content'", "name it content, media, item, asset or creative");
    if (!header_.has(kEnd) && !header_.has(kDuration))
      refuse("has neither a column 'end' nor 'duration'", "add one of them");
  }

  void read() {
    survey();
    const DateOrder said = order_named(options_.dates);
    PlayLines lines(options_, said == DateOrder::automatic ? evidence_.order() : said, log_);
    CsvRecord record;
    while (csv_.next(record)) read(record, lines);
  }

 private:
  [[noreturn]] void refuse(const char* what, const char* remedy) const {
    throw Error(ErrorKind::input, options_.file, what, remedy);
  }

  TableHeader first_line() {
    CsvRecord first;
    if (!csv_.next(first) || !first.problem.empty())
      refuse("has no first line with names of columns", "begin it with: screen,content,begin,end");
    log_.format = is_xibo(first) ? "Xibo" : "table";
    return {first, kColumns, options_.file, log_.ignored_columns};
  }

  bool is_xibo_log() const { return log_.format == "Xibo"; }

  /// What all lines tell together: the order of dates, and whether media are named at all.
  void survey() {
    CsvReader ahead = csv_;
    CsvRecord record;
    while (ahead.next(record)) {
      if (!record.problem.empty()) continue;
      evidence_.see(header_.time(record, kBegin));
      has_media_ |= !header_.field(record, kContent).empty();
    }
  }

  void read(const CsvRecord& record, PlayLines& lines) {
    if (!record.problem.empty()) return lines.bad(record.line, {record.problem});
    if (Problem problem = problem_of_count(record, header_.columns()); !problem.none())
      return lines.bad(record.line, std::move(problem));
    std::string_view content = header_.field(record, kContent);
    if (is_xibo_log()) {
      const std::string_view type = header_.field(record, kType);
      if (same(type, "event")) return pass_over("events");
      if (has_media_ && (same(type, "layout") || content.empty())) return pass_over("layouts");
      const std::string_view count = header_.field(record, kCount);
      if (const TableNumber plays = number_in(count); plays.grouped || plays.value.value_or(1) > 1)
        return lines.bad(record.line, {fmt::format("it is the sum of {} plays", as_utf8(count)),
                                       "a sum of several plays"});
    }
    if (content.empty() && !has_media_) content = header_.field(record, kLayout);
    const std::string begin = header_.time(record, kBegin), end = header_.time(record, kEnd);
    lines.add(record.line, {.screen = header_.field(record, kScreen),
                            .camera = header_.field(record, kCamera),
                            .zone = header_.field(record, kZone),
                            .content = content,
                            .begin = begin,
                            .end = end,
                            .duration = header_.field(record, kDuration)});
  }

  void pass_over(const char* what) { ++log_.passed_over[what]; }

  CsvReader csv_;
  const PlayLogOptions& options_;
  PlayLog& log_;
  TableHeader header_;
  DateEvidence evidence_;
  bool has_media_ = false;
};

}  // namespace

PlayLog read_play_log(std::string_view bytes, const PlayLogOptions& options) {
  PlayLog log;
  const TableText text(bytes, options.encoding, options.file);
  if (text.text().find_first_not_of(" \t\r\n") == std::string_view::npos)
    throw Error(ErrorKind::input, options.file, "is empty",
                "begin it with a line of column names: screen,content,begin,end");
  if (is_brightsign(text.text()))
    read_brightsign(text.text(), options, log);
  else
    TableLog(text.text(), options, log).read();
  return log;
}

void leave_out_untimely(PlayLog& log, WallTime now, int retention_days) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < log.lines.size(); ++i) {
    const WallTime begin = log.lines[i].played.begin;
    if (const auto why = audience::why_no_play(log.lines[i].played, now, retention_days)) {
      const bool timely = !audience::why_untimely(begin, now, retention_days);
      log.bad.push_back({log.numbers[i], *why,
                         timely        ? cause::kEnd
                         : begin > now ? cause::kAhead
                                       : cause::kTooOld});
      continue;
    }
    if (kept != i) log.lines[kept] = std::move(log.lines[i]);
    log.numbers[kept++] = log.numbers[i];
  }
  log.lines.resize(kept);
  log.numbers.resize(kept);
  std::ranges::sort(log.bad, {}, &BadLine::line);
}

}  // namespace mien::imports
