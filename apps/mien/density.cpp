#include "bench/density.h"

#include <CLI/CLI.hpp>
#include <memory>

#include <fmt/format.h>
#include <unistd.h>

#include "commands.h"
#include "demand_option.h"
#include "limit_option.h"
#include "machine/machine.h"
#include "outputs.h"
#include "study.h"
#include "table.h"

namespace {

using nlohmann::json;

struct DensityArguments {
  std::vector<std::string> inputs;
  std::string out;
  mien::bench::DensityOptions options;
};

void print_density(const json& result, const std::string& out) {
  std::vector<std::vector<std::string>> rows;
  for (const json& step : result["steps"])
    rows.push_back({std::to_string(step["cameras"].get<int>()),
                    fmt::format("{:.1f}", step["min_fps"].get<double>()),
                    fmt::format("{:.0f}", step["p99_ms"].get<double>()),
                    fmt::format("{:.0f} %", step["cpu_share"].get<double>() * 100),
                    step["pass"].get<bool>() ? "holds" : "fails"});
  print_table({"cameras", "slowest fps", "p99 ms", "CPU", ""}, rows);
  fmt::print("\n{} camera{} at {:g} fps within {:g} ms: {:.1f} per core",
             result["cameras"].get<int>(), result["cameras"] == 1 ? "" : "s",
             result["target_fps"].get<double>(), result["max_p99_ms"].get<double>(),
             result["cameras_per_core"].get<double>());
  if (result["cpu_share_per_camera"].is_number())
    fmt::print(", {:.0f} % of a core each", result["cpu_share_per_camera"].get<double>() * 100);
  fmt::print("; limited by: {}\n", result["limit"].get<std::string>());
  if (!out.empty()) fmt::print("{}/density.json\n", out);
}

void density(const DensityArguments& arguments, AppContext& context) {
  const auto claim = claim_folder(arguments.out, arguments.inputs, {"density.json"});
  Study study(context, arguments.inputs, arguments.out);
  mien::bench::DensityOptions options = arguments.options;
  options.inputs = study.inputs();
  options.cores = mien::machine::usable_cores();
  options.memory_bytes =
      static_cast<std::int64_t>(sysconf(_SC_PHYS_PAGES)) * sysconf(_SC_PAGE_SIZE);
  options.detector = chosen_detector(options.detector, context);
  const json result = mien::bench::density(options, study.tools());
  study.clear();
  const std::string text = result.dump(2, ' ', false, json::error_handler_t::replace);
  study.write("density.json", text + "\n");
  if (context.json)
    fmt::print("{}\n", result.dump(-1, ' ', false, json::error_handler_t::replace));
  else if (!context.quiet)
    print_density(result, arguments.out);
  const auto& first = result["steps"];
  const bool failed = !first.empty() && first[0].contains("error");
  if (failed) fmt::print(stderr, "mien: {}\n", first[0]["error"].get<std::string>());
  context.exit_code = study.exit_code(result["interrupted"].get<bool>(), failed);
}

}  // namespace

void add_density_command(CLI::App& app, AppContext& context) {
  auto arguments = std::make_shared<DensityArguments>();
  auto& options = arguments->options;
  auto* command =
      app.add_subcommand("density", "Measures how many cameras this machine can process");
  command
      ->add_option("INPUT", arguments->inputs, "Clips that the simulated cameras replay, in turn")
      ->required();
  command->add_option("-o,--out", arguments->out, "Folder for density.json");
  command
      ->add_option("--target-fps", options.target_fps, "Frames inferred per second of every camera")
      ->check(CLI::Range(0.1, 240.0))
      ->capture_default_str();
  command
      ->add_option(
          "--max-p99-ms", options.max_p99_ms,
          "Highest latency, from the moment a frame is due to its result (99th percentile)")
      ->check(CLI::Range(1.0, 60000.0))
      ->capture_default_str();
  command->add_option("--step-seconds", options.step_seconds, "Seconds of one step")
      ->check(CLI::Range(4.0, 3600.0))
      ->capture_default_str();
  command->add_option("--most", options.most_cameras, "Largest number of cameras to try")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  command->add_option("--detector", options.detector,
                      "Default auto: yunet-n where it is available, else retinaface");
  command->add_option("--precision", options.precision, "f32, bf16, int8 or auto")
      ->capture_default_str();
  command->add_option("--width", options.width, "Network input, longest side in pixels")
      ->check(within(mien::config::limits::kWidth))
      ->capture_default_str();
  command->add_flag("--skip-loop-filter", options.tuning.skip_loop_filter,
                    "H.264: skip the loop filter; decodes faster, pictures differ slightly");
  add_demand_option(*command, options.demand);
  command->add_flag("--json", context.json, "Print density.json's object on stdout");
  command->add_flag("--quiet", context.quiet, "No progress, no table");
  command->footer("Example: mien density aisle.mp4 --target-fps 15 --max-p99-ms 200 -o density");
  command->callback([arguments, &context] { density(*arguments, context); });
}
