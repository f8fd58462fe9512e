#include "density/density.h"

#include <CLI/CLI.hpp>
#include <memory>

#include <fmt/format.h>

#include "base/claims.h"
#include "base/temporary_folder.h"
#include "commands.h"
#include "demand_option.h"
#include "density/idle_clip.h"
#include "limit_option.h"
#include "machine/control_group.h"
#include "machine/machine.h"
#include "outputs.h"
#include "study.h"
#include "table.h"

namespace {

using mien::density::DensityOptions;
using nlohmann::json;

struct DensityArguments {
  std::vector<std::string> inputs;
  std::string out;
  DensityOptions options;
};

void print_steps(const json& result) {
  const bool live = result["way"] == "live";
  std::vector<std::vector<std::string>> rows;
  for (const json& step : result["steps"]) {
    std::vector<std::string> row{std::to_string(step["cameras"].get<int>()),
                                 number_cell(step, "min_fps", "{:.1f}")};
    if (live) {
      row.push_back(number_cell(step, "min_search_fps", "{:.1f}"));
      row.push_back(number_cell(step, "asleep", "{:.0f}"));
    }
    row.push_back(number_cell(step, "p99_ms", "{:.0f}"));
    row.push_back(fmt::format("{:.0f} %", step["cpu_share"].get<double>() * 100));
    row.emplace_back(step["pass"].get<bool>() ? "holds" : "fails");
    rows.push_back(std::move(row));
  }
  std::vector<std::string> head{"cameras", "slowest fps"};
  if (live) head.insert(head.end(), {"searches/s", "at rest"});
  head.insert(head.end(), {"p99 ms", "CPU", ""});
  print_table(head, rows);
}

void print_prediction(const json& prediction) {
  fmt::print("\nA prediction, not measured: {:g} cores like these, at most {:.0f} % busy\n",
             prediction["cores"].get<double>(), prediction["busy_limit"].get<double>() * 100);
  std::vector<std::vector<std::string>> rows;
  for (const json& store : prediction["stores"])
    rows.push_back({fmt::format("{} ({:.0f} % idle)", store["store"].get<std::string>(),
                                store["idle"].get<double>() * 100),
                    store["substream"].get<bool>() ? "yes" : "no",
                    std::to_string(store["cameras"].get<int>())});
  print_table({"store", "substream", "cameras"}, rows);
  const json& check = prediction["check"];
  if (check.is_null()) return;
  fmt::print(
      "For this machine the same model says {} cameras; {} were measured: it errs by {:+.0f} %\n",
      check["predicted"].get<int>(), check["measured"].get<int>(),
      check["error"].get<double>() * 100);
}

void print_density(const json& result, const std::string& out) {
  print_steps(result);
  const bool live = result["way"] == "live";
  fmt::print("\n{} camera{} at {:g} fps within {:g} ms", result["cameras"].get<int>(),
             result["cameras"] == 1 ? "" : "s", result["target_fps"].get<double>(),
             result["max_p99_ms"].get<double>());
  const double searches = result["detect_fps"].get<double>();
  if (live && searches > 0) fmt::print(", {:g} searches a second", searches);
  if (result["idle"].get<double>() > 0)
    fmt::print(", {:.0f} % of them idle", result["idle"].get<double>() * 100);
  if (result["substream"].is_string()) fmt::print(", with a substream");
  fmt::print(": {:.1f} per core", result["cameras_per_core"].get<double>());
  if (result["cpu_share_per_camera"].is_number())
    fmt::print(", {:.0f} % of a core each", result["cpu_share_per_camera"].get<double>() * 100);
  fmt::print("; limited by: {}\nMeasured as: {}\n", result["limit"].get<std::string>(),
             live ? "live cameras (mien serve)" : "recordings, a search on every frame");
  if (const auto prediction = result.find("prediction"); prediction != result.end())
    print_prediction(*prediction);
  if (!out.empty()) fmt::print("{}/density.json\n", out);
}

/// Clips without people, where some cameras are to see nobody.
void make_idle_clips(const std::filesystem::path& folder, DensityOptions& options) {
  if (!(options.idle > 0) && !(options.predict_cores > 0)) return;
  const auto made = [&](const std::string& from, const char* name) {
    const auto clip = folder / name;
    mien::density::make_idle_clip(from, options.target_fps, clip);
    return clip.string();
  };
  options.idle_input = made(options.inputs.front(), "idle.mp4");
  if (!options.substream.empty())
    options.idle_substream = made(options.substream, "idle-substream.mp4");
}

void density(const DensityArguments& arguments, AppContext& context) {
  const auto claim = mien::claim_folder(arguments.out, arguments.inputs, {"density.json"});
  Study study(context, arguments.inputs, arguments.out);
  DensityOptions options = arguments.options;
  options.inputs = study.inputs();
  mien::density::check_options(options);
  options.detector = chosen_detector(options.detector, context);
  check_detectors({options.detector}, options.precision, options.width, context);
  const mien::TemporaryFolder scratch;
  make_idle_clips(scratch.path(), options);
  options.cores = mien::machine::usable_cores();
  options.memory_bytes = mien::machine::usable_memory();
  const json result = mien::density::count_cameras(options, study.tools());
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

/// What cameras show, and what is asked of them.
void add_camera_options(CLI::App& command, DensityOptions& options) {
  command
      .add_option("--target-fps", options.target_fps,
                  "Frame rate of every camera; clips with another rate are replayed at this\n"
                  "one, frame by frame")
      ->check(CLI::Range(0.1, 240.0))
      ->capture_default_str();
  auto* detect = command
                     .add_option("--detect-fps", options.detect_fps,
                                 "Searches per second and camera; 0: every frame")
                     ->check(within(mien::config::limits::kDetectFps))
                     ->capture_default_str();
  auto* substream =
      command.add_option("--substream", options.substream,
                         "A smaller clip of the same scene that faces are searched in, as a\n"
                         "camera's detect.input");
  auto* idle =
      command
          .add_option("--idle", options.idle,
                      "Share of the cameras that see nobody, 0 to 1: these show a clip made\n"
                      "from the first INPUT, its blocks shuffled, with a sensor's noise")
          ->check(CLI::Range(0.0, 1.0))
          ->capture_default_str();
  auto* predict =
      command
          .add_option("--predict", options.predict_cores,
                      "Also measure what one camera costs, and predict from it how many cameras\n"
                      "a machine with this many cores could process")
          ->check(CLI::Range(1.0, 4096.0));
  command
      .add_flag("--recordings", options.recordings,
                "Process frames as `mien run` does instead of `mien serve`: one worker thread\n"
                "per camera, a search on every frame, no expressions")
      ->excludes(detect)
      ->excludes(substream)
      ->excludes(idle)
      ->excludes(predict);
}

void add_step_options(CLI::App& command, DensityOptions& options) {
  command
      .add_option("--max-p99-ms", options.max_p99_ms,
                  "Highest latency, from the moment a frame is due to its result (99th percentile)")
      ->check(CLI::Range(1.0, 60000.0))
      ->capture_default_str();
  command
      .add_option("--step-seconds", options.step_seconds,
                  "Seconds of measurement for each number of cameras, after a warm-up")
      ->check(CLI::Range(4.0, 3600.0))
      ->capture_default_str();
  command.add_option("--most", options.most_cameras, "Largest number of cameras to try")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
}

void add_network_options(CLI::App& command, DensityOptions& options) {
  command.add_option("--detector", options.detector,
                     "Default auto: yunet-n where it is available, else retinaface");
  command.add_option("--precision", options.precision, "f32, bf16, int8 or auto")
      ->capture_default_str();
  command.add_option("--width", options.width, "Network input, longest side in pixels")
      ->check(within(mien::config::limits::kWidth))
      ->capture_default_str();
  command.add_flag("--skip-loop-filter", options.tuning.skip_loop_filter,
                   "H.264: skip the loop filter; decodes faster, pictures differ slightly");
  add_demand_option(command, options.demand);
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
  add_camera_options(*command, options);
  add_step_options(*command, options);
  add_network_options(*command, options);
  command->add_flag("--json", context.json, "Print density.json's object on stdout");
  command->add_flag("--quiet", context.quiet, "No progress, no table");
  command->footer(
      "Example: mien density aisle.mp4 --target-fps 15 --detect-fps 5 --max-p99-ms 200 -o density\n"
      "         mien density aisle.mp4 --substream aisle-small.mp4 --idle 0.7 --predict 64");
  command->callback([arguments, &context] { density(*arguments, context); });
}
