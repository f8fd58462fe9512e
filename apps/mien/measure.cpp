/// `mien measure SPEC.json`: one job, its result as JSON on stdout. Hidden: bench, tune and density
/// start it.

#include "bench/measure.h"

#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>

#include <fmt/format.h>
#include <signal.h>
#include <sys/prctl.h>

#include "mien/error.h"

#include "bench/snapshot_recorder.h"
#include "cluster/mpi.h"
#include "commands.h"
#include "density/live_measure.h"
#include "interrupt.h"
#include "job.h"
#include "recordings/rank.h"

namespace {

nlohmann::json read_spec(const std::string& file) {
  std::ifstream stream(file);
  if (!stream) throw mien::Error(mien::ErrorKind::usage, file, "cannot be read");
  auto spec = nlohmann::json::parse(stream, nullptr, false);
  if (spec.is_discarded()) throw mien::Error(mien::ErrorKind::usage, file, "is not JSON");
  return spec;
}

void measure(const std::string& file, AppContext& context) {
  prctl(PR_SET_PDEATHSIG, SIGTERM);  // a measurement without its bench is of no use
  catch_hang_up();
  const auto job = mien::bench::job_from_json(read_spec(file), file);
  if (in_job()) {
    const mien::RunConfig config = for_job(mien::bench::run_config(job));
    if (follows())
      return mien::recordings::follow(
          config, context.models, context.interrupted,
          job.profile ? mien::bench::profile_probe() : mien::ProbeMaker());
  }
  const auto result = job.live
                          ? mien::density::measure_live(job, context.models, context.interrupted)
                          : mien::bench::measure(job, context.models, context.interrupted);
  fmt::print("{}\n", result.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  if (context.interrupted->load()) context.exit_code = 130;
}

}  // namespace

void add_measure_command(CLI::App& app, AppContext& context) {
  auto file = std::make_shared<std::string>();
  auto* command = app.add_subcommand("measure", "Runs one measurement, as bench and tune start it");
  command->group("");
  command->add_option("SPEC", *file, "The measurement (JSON)")->required();
  command->footer("Example: mien measure job.json");
  command->callback([file, &context] { run_in_job(context, [&] { measure(*file, context); }); });
}
