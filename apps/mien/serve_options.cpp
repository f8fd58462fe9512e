#include "serve_options.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "config/unused_keys.h"
#include "demo/demo.h"
#include "environment.h"
#include "live/live.h"
#include "media/network_guard.h"
#include "profile_start.h"
#include "serve_check.h"
#include "service_log.h"
#include "store_clock.h"

namespace {

mien::RunConfig read_config(const ServeArguments& arguments, const mien::ModelStorePaths& models) {
  mien::RunConfig config = read_server_config(arguments.config, models);
  if (arguments.port >= 0) {
    const std::string& listen = config.server.listen;
    config.server.listen = listen.substr(0, listen.rfind(':') + 1) + std::to_string(arguments.port);
  }
  return config;
}

/// What the profile names and live cameras have. How often is searched is what the cameras'
/// configuration asks; 0, every frame, may be nothing but an approach's.
void take_named(const mien::config::Profile& profile, const mien::RunConfig& chosen,
                mien::RunConfig& config) {
  const auto take = [&](const std::vector<std::string>& key, auto& value, const auto& other) {
    const auto& keys = profile.run.keys;
    if (std::ranges::find(keys, key) != keys.end()) value = other;
  };
  take({"detector"}, config.detector, chosen.detector);
  take({"precision"}, config.precision, chosen.precision);
  take({"width"}, config.width, chosen.width);
  take({"upsample"}, config.upsample, chosen.upsample);
  take({"color"}, config.color, chosen.color);
  take({"build"}, config.build, chosen.build);
  take({"blas"}, config.blas, chosen.blas);
  take({"workers"}, config.workers, chosen.workers);
  take({"tuning", "pin"}, config.tuning.pin, chosen.tuning.pin);
  take({"tuning", "blas_threads"}, config.tuning.blas_threads, chosen.tuning.blas_threads);
  take({"tuning", "skip_loop_filter"}, config.tuning.skip_loop_filter,
       chosen.tuning.skip_loop_filter);
  take({"demand", "read"}, config.demand.read, chosen.demand.read);
  take({"demand", "search"}, config.demand.search, chosen.demand.search);
  take({"demand", "decode"}, config.demand.decode, chosen.demand.decode);
}

/// The cameras of this machine. Limits the memory that FFmpeg takes at once, for the whole process.
mien::serve::OpenCameras live_cameras(const mien::ModelStorePaths& models, mien::UtcOffset clock) {
  return [models, clock = std::move(clock)](const mien::RunConfig& config,
                                            std::vector<mien::Sink*> sinks,
                                            mien::live::LiveHooks hooks) {
    mien::media::limit_allocations(std::int64_t{config.live.max_megapixels} * 1'000'000);
    return std::make_unique<mien::live::LiveRuntime>(config, models, std::move(sinks),
                                                     std::move(hooks), clock);
  };
}

}  // namespace

void take_choices(const mien::config::Profile& profile, bool force, bool starts,
                  mien::RunConfig& config) {
  mien::RunConfig chosen = config;
  if (starts)
    take_profile(profile, force, chosen);
  else
    mien::config::apply_profile(profile, force, chosen);
  take_named(profile, chosen, config);
}

mien::serve::ServiceOptions options_of(const ServeArguments& arguments,
                                       const std::optional<mien::config::Profile>& profile,
                                       const AppContext& context,
                                       const std::filesystem::path& demo_folder) {
  mien::serve::ServiceOptions options;
  options.demo = arguments.demo;
  if (arguments.demo) {
    options.config = mien::demo::demo_config(context.models, demo_folder);
    if (arguments.port >= 0)
      options.config.server.listen = "127.0.0.1:" + std::to_string(arguments.port);
  } else {
    options.config = read_config(arguments, context.models);
    if (profile) take_choices(*profile, arguments.force, /*starts=*/true, options.config);
    options.read_config = [arguments, profile, models = context.models] {
      mien::RunConfig config = read_config(arguments, models);
      if (profile) take_choices(*profile, arguments.force, /*starts=*/false, config);
      return config;
    };
    options.config_file = arguments.config;
    options.environment = environment_map();
  }
  options.clock = store_clock(options.config.audience.time_zone);
  options.open_cameras = live_cameras(context.models, options.clock);
  if (!context.quiet) options.log = write_log_line;
  return options;
}

std::vector<std::string> unused_lines(const ServeArguments& arguments,
                                      const std::optional<mien::config::Profile>& profile,
                                      const mien::RunConfig& config) {
  std::vector<std::string> lines;
  for (const std::string& words : mien::config::unused_keys(config, "serve"))
    lines.push_back(fmt::format("{}: {}", arguments.config, words));
  if (!profile) return lines;
  for (const std::string& words : mien::config::unused_keys(profile->run, "serve"))
    lines.push_back(fmt::format("{}: {}", profile->file, words));
  return lines;
}
