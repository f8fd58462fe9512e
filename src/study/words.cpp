#include "study/words.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/text.h"

namespace mien::study {

namespace {

std::string recall_in_words(const BenchResult& from, const BenchResult& to) {
  if (!to.recall) return "";
  if (!from.recall) return fmt::format(" Recall {:.2f}.", *to.recall);
  if (std::abs(*to.recall - *from.recall) < 0.005) {
    return fmt::format(" Recall stays at {:.2f}.", *to.recall);
  }
  return fmt::format(" Recall {} from {:.2f} to {:.2f}.",
                     *to.recall > *from.recall ? "rises" : "falls", *from.recall, *to.recall);
}

std::string named(const BenchResult& result) {
  const std::string words = approach_in_words(result.approach);
  return words.empty() ? result.label : fmt::format("{} ({})", result.label, words);
}

/// The rung that a result has to beat: the last one that does not stand after it.
const BenchResult& rung_before(const Bench& bench, const std::vector<Rung>& rungs,
                               const BenchResult& result) {
  const BenchResult* before = &bench.results[rungs.front().result];
  for (const Rung& rung : rungs) {
    const BenchResult& candidate = bench.results[rung.result];
    if (&candidate != before && place_of(candidate) > place_of(result)) break;
    before = &candidate;
  }
  return *before;
}

/// Why `slow` is no faster than `fast`, as far as the figures tell.
std::string reasons_of(const BenchResult& slow, const BenchResult& fast) {
  std::vector<std::string> reasons;
  if (slow.workers > 0 && slow.workers < fast.workers) {
    reasons.push_back(fmt::format("it has {:g} of {:g} workers", slow.workers, fast.workers));
  }
  if (slow.cpu_ms && fast.cpu_ms && *fast.cpu_ms > 0 && *slow.cpu_ms > 1.05 * *fast.cpu_ms) {
    reasons.push_back(fmt::format("it spends {} the CPU time on a frame ({} against {} ms)",
                                  times(*slow.cpu_ms / *fast.cpu_ms), three_digits(*slow.cpu_ms),
                                  three_digits(*fast.cpu_ms)));
  }
  if (slow.core && fast.core && *slow.core < *fast.core - 0.05) {
    reasons.push_back(fmt::format("it keeps {} of the cores busy, not {}", percent(*slow.core),
                                  percent(*fast.core)));
  }
  if (slow.vector && fast.vector && *slow.vector < *fast.vector - 0.05) {
    reasons.push_back(fmt::format("{} of its floating-point time is vector work, not {}",
                                  percent(*slow.vector), percent(*fast.vector)));
  }
  std::string text = reasons.empty() ? "" : fmt::format(": {}", fmt::join(reasons, "; "));
  if (slow.vector && fast.vector && *slow.vector > *fast.vector + 0.05) {
    text += fmt::format(
        ". Its vectorisation is higher all the same ({} against {}): a high share is not speed",
        percent(*slow.vector), percent(*fast.vector));
  }
  if (!slow.note.empty()) text += fmt::format(" ({})", slow.note);
  return text + ".";
}

std::string without_gain(const Bench& bench, const std::vector<Rung>& rungs,
                         const BenchResult& result) {
  const BenchResult& before = rung_before(bench, rungs, result);
  const double ratio = *result.speedup / *before.speedup;
  if (!bench.sees_enough(result)) {
    return fmt::format(
        "{}: {} the baseline's speed, {} it finds fewer faces (recall {:.2f}, the baseline "
        "{:.2f}), "
        "so it does not count.",
        result.label, times(*result.speedup), *result.speedup > 1 ? "but" : "and", *result.recall,
        *bench.results[*bench.baseline].recall);
  }
  const char* verdict = ratio < 0.98 ? "slower than" : ratio <= 1.02 ? "as fast as" : "faster than";
  return fmt::format("{}: {} ms a frame, {} {} ({} its speed){}", result.label,
                     three_digits(result.ms), verdict, before.label, times(ratio),
                     reasons_of(result, before));
}

std::string slow_build(const BenchBuild& row) {
  std::string group = row.detector.empty() ? "" : row.detector + ", ";
  if (row.upsample) group += fmt::format("upsample {:g}, ", *row.upsample);
  std::string text =
      fmt::format("{}dlib built for {}: {} ms a frame, {} the time of the generic build", group,
                  row.build, three_digits(row.ms), times(1 / *row.gain));
  if (row.vector) {
    text += fmt::format("; {} of its floating-point time is vector work: a high share is not speed",
                        percent(*row.vector));
  }
  if (!row.note.empty()) text += fmt::format(" ({})", row.note);
  return text + ".";
}

}  // namespace

std::string three_digits(double value) {
  const double size = std::abs(value);
  return fmt::format("{:.{}f}", value, size < 9.995 ? 2 : size < 99.95 ? 1 : 0);
}

std::string times(double ratio) { return three_digits(ratio) + "\u00a0×"; }

std::string percent(double share) { return fmt::format("{:.0f}\u00a0%", 100 * share); }

std::string finding_of(const Bench& bench, const std::vector<Rung>& rungs) {
  if (rungs.empty()) {
    return counted(bench.results.size(), "approach", "approaches") +
           " measured, without a baseline";
  }
  const BenchResult& base = bench.results[rungs.front().result];
  const BenchResult& best = bench.results[rungs.back().result];
  if (rungs.size() == 1) return "No approach is faster than the baseline";
  std::string text =
      fmt::format("{} runs {} as fast as the baseline", best.label, times(*best.speedup));
  if (best.recall && base.recall) {
    text += fmt::format(", at recall {:.2f} against {:.2f}", *best.recall, *base.recall);
  }
  return text;
}

std::vector<std::string> changes_that_paid(const Bench& bench, const std::vector<Rung>& rungs) {
  std::vector<std::string> log;
  for (std::size_t i = 0; i < rungs.size(); ++i) {
    const BenchResult& result = bench.results[rungs[i].result];
    if (i == 0) {
      log.push_back(fmt::format("{}: {} ms a frame, {} frames a second.{}", named(result),
                                three_digits(result.ms), three_digits(result.fps),
                                recall_in_words({}, result)));
      continue;
    }
    const BenchResult& before = bench.results[rungs[i - 1].result];
    const std::string change = difference_of(before, result);
    std::string text = fmt::format(
        "{}{}: {} ms a frame became {}, {} the speed of {}; {} the baseline", named(result),
        change.empty() ? "" : "; " + change, three_digits(before.ms), three_digits(result.ms),
        times(rungs[i].gain), before.label, times(*result.speedup));
    if (result.speedup_low && result.speedup_high) {
      text += fmt::format(" (95 % interval {} to {})", three_digits(*result.speedup_low),
                          three_digits(*result.speedup_high));
    }
    log.push_back(text + "." + recall_in_words(before, result));
  }
  return log;
}

std::vector<std::string> changes_that_did_not_pay(const Bench& bench,
                                                  const std::vector<Rung>& rungs) {
  std::vector<std::string> log;
  for (std::size_t i = 0; i < bench.results.size() && !rungs.empty(); ++i) {
    const bool rung = std::ranges::find(rungs, i, &Rung::result) != rungs.end();
    if (!rung && bench.results[i].speedup) {
      log.push_back(without_gain(bench, rungs, bench.results[i]));
    }
  }
  for (const BenchBuild& row : bench.builds) {
    if (row.gain && *row.gain < 0.98) log.push_back(slow_build(row));
  }
  for (const BenchResult& row : bench.failed) {
    log.push_back(fmt::format("{} did not run: {}", row.approach, row.error));
  }
  return log;
}

}  // namespace mien::study
