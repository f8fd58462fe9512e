#pragma once
/// \file A search over measurements without time.

#include <functional>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/temporary_folder.h"
#include "bench/fake_measurer.h"
#include "tune/tune.h"

namespace mien::tune {

using bench::FakeOutcome, bench::fake_tools;
using nlohmann::json;
using testing::HasSubstr;

class TuneTest : public testing::Test {
 protected:
  TuneOptions options() {
    TuneOptions options;
    options.inputs = {"clip.mp4"};
    options.approaches = {"cnn-per-core", "cnn-per-core-tracked"};
    options.detectors = {"yunet-n", "retinaface"};
    options.duration = 300;
    options.cores = 2;
    options.folder = scratch_.path();
    return options;
  }
  json run(const TuneOptions& options, std::function<FakeOutcome(const Job&)> outcome) {
    return tune(options, fake_tools(std::move(outcome), &now_), [this] { return now_; });
  }

  double now_ = 0;
  TemporaryFolder scratch_{testing::TempDir()};
};

// A space whose best is known: one factor a setting.
inline double known_speed(const Job& job) {
  double fps = 100;
  if (job.approach == "cnn-per-core-tracked") fps *= 1.7;
  if (job.detector == "yunet-n") fps *= 1.3;
  if (job.precision == "bf16") fps *= 1.2;
  if (job.width == 480) fps *= 1.15;
  if (job.workers == 2) fps *= 1.02;
  if (job.tuning.pin == Pin::cores) fps *= 1.01;
  if (job.tuning.skip_loop_filter) fps *= 1.1;
  return fps;
}

}  // namespace mien::tune
