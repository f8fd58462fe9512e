// Any bytes as a player's log: refused with an Error(input), or read to lines that a store takes
// and lines that are named.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "mien/error.h"

#include "base/utf8.h"
#include "imports/play_log.h"

namespace {

using namespace mien::imports;

constexpr mien::WallTime kNow{std::chrono::days(20760)};  // 3 November 2026

void check_lines(const PlayLog& log) {
  if (log.lines.size() != log.numbers.size()) std::abort();
  for (const mien::audience::PlayLine& line : log.lines) {
    if (line.played.begin < mien::WallTime{} || line.played.end <= line.played.begin) std::abort();
    if (line.played.content.empty() || line.played.camera.empty()) std::abort();
    for (const auto& text :
         {line.played.content, line.played.camera, line.played.zone, line.screen})
      if (!mien::is_utf8(text)) std::abort();
    if (line.told - line.played.begin != std::chrono::seconds(2)) std::abort();
  }
}

void check_bad(const PlayLog& log, bool query) {
  std::size_t told = 0;
  for (const BadLines& lines : by_cause(log.bad, query)) {
    told += lines.count;
    if (!mien::is_utf8(in_words(lines))) std::abort();
  }
  if (told != log.bad.size()) std::abort();
  for (const BadLine& bad : log.bad)
    if (bad.line == 0 || bad.reason.empty() || !mien::is_utf8(bad.reason)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  PlayLogOptions options{.utc_offset = std::chrono::minutes(60), .ahead = std::chrono::seconds(2)};
  if (size % 2 == 1) options.player_zone = "Ticker";
  if (size % 3 == 1) options.camera = "aisle";
  try {
    PlayLog log = read_play_log({reinterpret_cast<const char*>(data), size}, options);
    check_lines(log);
    check_bad(log, size % 2 == 0);
    const std::size_t all = log.lines.size() + log.bad.size();
    leave_out_untimely(log, kNow, 0);
    if (log.lines.size() + log.bad.size() != all) std::abort();
    check_lines(log);
    check_bad(log, size % 2 == 0);
  } catch (const mien::Error& error) {
    if (error.kind() != mien::ErrorKind::input || error.remedy().empty()) std::abort();
    if (!mien::is_utf8(error.what())) std::abort();
  }
  return 0;
}
