#include <algorithm>

#include <fmt/format.h>

#include "profile/profile.h"
#include "profile/symbols.h"

namespace mien::profile {

namespace {

std::string verdict_line(const char* name, const Verdict& verdict, const char* sign,
                         const std::string& detail) {
  const std::string value =
      verdict.value ? fmt::format("{:.1f} %", 100 * *verdict.value) : std::string("not measured");
  return fmt::format("{}: {} (target {} {:.0f} %{}): {}", name, value, sign, 100 * verdict.target,
                     detail.empty() ? "" : "; " + detail, verdict.advice);
}

std::string stall_detail(const MemoryStalls& stalls) {
  return stalls.value ? stalls.source : stalls.reason;
}

std::string name_in(const HotLoop& loop) {
  if (loop.symbol == loop.library) return short_symbol(loop.symbol);
  return fmt::format("{}  ({})", short_symbol(loop.symbol), loop.library);
}

// Loops of one function and stage are one row: by their names nobody could tell them apart.
std::vector<HotLoop> by_function(const std::vector<HotLoop>& loops) {
  std::vector<HotLoop> rows;
  for (const HotLoop& loop : loops) {
    const auto same = std::find_if(rows.begin(), rows.end(), [&](const HotLoop& row) {
      return name_in(row) == name_in(loop) && row.stage == loop.stage;
    });
    if (same == rows.end()) {
      rows.push_back(loop);
      continue;
    }
    if (same->packed && loop.packed)
      same->packed =
          (*same->packed * same->share + *loop.packed * loop.share) / (same->share + loop.share);
    else if (loop.packed)
      same->packed = loop.packed;
    same->share += loop.share;
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const HotLoop& a, const HotLoop& b) { return a.share > b.share; });
  return rows;
}

void add_hottest(const Vectorisation& v, std::vector<std::string>& lines) {
  lines.push_back(
      fmt::format("registers: 128 bit {:.0f} %, 256 bit {:.0f} %, 512 bit {:.0f} %, tiles "
                  "{:.0f} % of vector work",
                  100 * v.width_128, 100 * v.width_256, 100 * v.width_512, 100 * v.width_tile));
  for (const HotLoop& loop : by_function(v.hottest))
    lines.push_back(fmt::format("  {:5.1f} %  {:<8}  {}  {}", 100 * loop.share, name_of(loop.stage),
                                loop.packed ? fmt::format("packed {:3.0f} %", 100 * *loop.packed)
                                            : std::string("no FP       "),
                                name_in(loop)));
}

}  // namespace

std::vector<std::string> profile_lines(const Snapshot& s, const VerdictContext& context) {
  const auto& cores = s.cores;
  std::vector<std::string> lines;
  lines.push_back(
      verdict_line("core utilisation", core_verdict(s, context), ">",
                   fmt::format("{:.2f} CPU s in {:.2f} s on {} physical cores", cores.cpu_seconds,
                               cores.wall_seconds, cores.physical_cores)));
  lines.push_back(verdict_line(
      "vectorisation", vector_verdict(s, context), ">",
      s.vectorisation
          ? fmt::format("packed share of FP time, time-weighted; {:.1f} % of all sampled "
                        "instructions are vector instructions",
                        100 * s.vectorisation->vector_share)
          : std::string()));
  lines.push_back(
      verdict_line("memory stalls", stall_verdict(s, context), "<", stall_detail(s.memory_stalls)));
  if (s.vectorisation) add_hottest(*s.vectorisation, lines);
  lines.push_back(fmt::format(
      "switches {} voluntary, {} involuntary; migrations {}; page faults {} minor, {} major",
      s.system.voluntary_switches, s.system.involuntary_switches,
      s.system.migrations ? std::to_string(*s.system.migrations) : "unknown", s.system.minor_faults,
      s.system.major_faults));
  if (s.hz > 0)
    lines.push_back(
        fmt::format("sampler: {} samples, {:.2f} % of the CPU time, {:.0f} % of it seen",
                    s.overhead.signals, 100 * s.overhead.share, 100 * s.overhead.coverage));
  return lines;
}

}  // namespace mien::profile
