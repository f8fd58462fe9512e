/// The run on one screen: an approach hands the inputs' segments to workers; each frame is decoded,
/// scaled, searched for faces, which are cut out and read; each input's join puts the frames in
/// order, follows the faces and hands them to the sinks.

#include "mien/pipeline.h"

#include <atomic>
#include <stop_token>

#include "mien/error.h"

#include "base/calls.h"
#include "chain/own_stages.h"
#include "chain/run_info.h"
#include "recordings/approaches/approaches.h"
#include "recordings/recordings.h"
#include "recordings/run_summary.h"
#include "recordings/workshop.h"

namespace mien::recordings {

namespace {

// Ranks are programs of their own, which are told the configuration and no more.
void check_stages(const RunConfig& config, const OwnStages& stages) {
  if (!stages.detector && !stages.classifier && !stages.source) return;
  if (approach_for(config).parallelism == Parallelism::mpi)
    throw Error(ErrorKind::usage, "approach '" + config.approach + "'",
                "the other ranks would not have your own detector, classifier or source",
                "choose another approach, such as processes-cnn-per-core");
}

}  // namespace

Summary run(const RunConfig& wished, const ModelStorePaths& models,
            const std::vector<std::unique_ptr<Sink>>& sinks, const RunHooks& hooks,
            const std::atomic<bool>* stop) {
  check(wished);
  check_stages(wished, hooks.stages);
  const RunConfig config = resolved(with_detector(chain::with_own(wished, hooks.stages), models));
  Workshop shop(config, models, sinks, hooks, stop);
  const auto approach = approach_for(config).make();
  approach->begin(shop);
  shop.load();
  const RunInfo info = chain::run_info(config, shop.models(), shop.workers());
  for (const auto& sink : sinks) sink->open(info);
  approach->work(shop);
  Summary summary = shop.finish(info);
  for (const auto& sink : sinks) sink->conclude(summary);
  Calls closing;
  for (const auto& sink : sinks) closing.make([&] { sink->close(summary); });
  closing.end();
  shop.throw_if_ended_early();
  return summary;
}

}  // namespace mien::recordings

namespace mien {

Summary run(const RunConfig& config, const ModelStorePaths& models,
            const std::vector<std::unique_ptr<Sink>>& sinks, const RunHooks& hooks) {
  std::atomic<bool> asked{false};
  const std::stop_callback ask(hooks.stop, [&] { asked = true; });
  return recordings::run(config, models, sinks, hooks,
                         hooks.stop.stop_possible() ? &asked : nullptr);
}

}  // namespace mien
