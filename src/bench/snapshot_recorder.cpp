#include "bench/snapshot_recorder.h"

#include <algorithm>

#include "mien/error.h"

#include "base/whole_file.h"
#include "infer/cpu.h"
#include "machine/isa.h"
#include "profile/flame.h"
#include "profile/parts.h"
#include "profile/profile.h"

namespace mien::bench {

namespace {

profile::VerdictContext context_of(const Summary& summary, const Job& job) {
  const RunInfo& run = summary.run;
  const StageTimes& stages = summary.total.stages_ms;
  profile::VerdictContext context{.approach = run.approach,
                                  .detector = run.detector.name,
                                  .precision = run.detector.precision,
                                  .build = job.build,
                                  .blas = job.blas,
                                  .workers = run.workers,
                                  .inputs = static_cast<int>(summary.inputs.size())};
  context.native_bf16 = infer::cpu_features().native_bf16();
  const std::string sets = " " + machine::instruction_sets() + " ";
  context.avx2 = sets.find(" AVX2 ") != std::string::npos;
  context.avx512 = sets.find(" AVX512F ") != std::string::npos;
  if (const double all = stages.total(); all > 0) {
    context.infer_share = stages.infer / all;
    context.decode_share = stages.decode / all;
  }
  if (job.ms_alone > 0 && summary.total.frames_decoded > 0) {
    context.ms_alone = job.ms_alone;
    context.ms_busy =
        summary.total.cpu_seconds * 1e3 /
        static_cast<double>(summary.total.frames_decoded + summary.total.frames_skipped);
  }
  return context;
}

}  // namespace

ProbeMaker profile_probe() {
  class Probe final : public WorkerProbe {
   public:
    void start() override { profiler_.start(); }
    std::string stop() override { return profile::pack(profiler_.stop()); }

   private:
    profile::Profiler profiler_{{}};
  };
  return [] { return std::make_unique<Probe>(); };
}

nlohmann::json SnapshotRecorder::stop(const Summary& summary, const Job& job) {
  profile::Snapshot snapshot = profiler_.stop();
  double longest = 0;
  for (const std::string& notes : summary.worker_notes) {
    const profile::Snapshot part = profile::unpack(notes);
    longest = std::max(longest, part.cores.wall_seconds);
    profile::add_part(snapshot, part);
  }
  if (longest > 0) set_wall(snapshot, std::min(longest, snapshot.cores.wall_seconds));
  if (!job.profile_dir.empty()) {
    const auto file = job.profile_dir / ("flame-" + summary.run.approach + ".svg");
    write_whole(file, profile::flame_svg(summary.run.approach + ", " + summary.run.detector.name,
                                         snapshot.flame));
  }
  const auto context = context_of(summary, job);
  nlohmann::json object = profile::profile_json(snapshot, context);
  object["approach"] = summary.run.approach;
  object["lines"] = profile::profile_lines(snapshot, context);
  return object;
}

}  // namespace mien::bench
