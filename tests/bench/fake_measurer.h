#pragma once
/// \file Measurements without time: speed and sight are functions of the job.

#include <fstream>
#include <functional>

#include "mien/error.h"

#include "bench/faces.h"
#include "bench/study.h"

namespace mien::bench {

/// What a fake approach does with a job.
struct FakeOutcome {
  double fps = 100;
  int faces_seen = 2;    ///< of the two on every frame
  int frames_seen = 10;  ///< of a file of faces
  int faces_later = -1;  ///< of the two, from the fourth frame on; −1: as before
  std::string error;     ///< not empty: it fails with this
  bool cut = false;      ///< the time was over before the inputs' end
  std::string label;     ///< expression of each face
};

/// A measurer over `outcome`; every measurement takes `job.seconds` (or one) of `*clock`.
inline StudyTools fake_tools(std::function<FakeOutcome(const Job&)> outcome,
                             double* clock = nullptr) {
  return {.measure = [outcome = std::move(outcome), clock](const Job& job) {
    const FakeOutcome made = outcome(job);
    if (clock) *clock += (job.seconds > 0 ? job.seconds : 1) + 0.1;
    if (!made.error.empty()) throw Error(ErrorKind::usage, job.approach, made.error);
    if (!job.faces.empty()) {
      std::ofstream file(job.faces);
      for (int frame = 0; frame < made.frames_seen; ++frame) {
        SeenFrame seen{frame * 0.1, 640, 360, {}};
        const int faces = frame > 2 && made.faces_later >= 0 ? made.faces_later : made.faces_seen;
        for (int face = 0; face < faces; ++face)
          seen.faces.push_back(
              {{100.0F * static_cast<float>(face) + 10, 50, 60, 60}, 0.9F, face + 1, made.label});
        file << faces_line(0, frame, seen) << '\n';
      }
    }
    Measurement run;
    run.frames = 100;
    run.fps = made.fps;
    run.wall_seconds = 100 / made.fps;
    run.cpu_seconds = run.wall_seconds;
    run.faces = 10 * made.faces_seen;
    run.workers = job.workers > 0 ? job.workers : 2;
    run.detector = job.detector;
    run.precision = job.precision;
    run.build = job.build;
    run.raw = {{"stages_ms", {{"infer", 1e3 / made.fps}}}, {"width", job.width}, {"cut", made.cut}};
    return run;
  }};
}

}  // namespace mien::bench
