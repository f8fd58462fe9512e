#include "tune/tune.h"

#include <CLI/CLI.hpp>
#include <charconv>
#include <filesystem>
#include <memory>
#include <system_error>

#include <fmt/format.h>

#include "mien/error.h"

#include "base/claims.h"
#include "base/clock.h"
#include "base/text.h"
#include "commands.h"
#include "config/profile_file.h"
#include "limit_option.h"
#include "machine/machine.h"
#include "outputs.h"
#include "study.h"
#include "table.h"
#include "tune/demand.h"

namespace {

namespace limits = mien::config::limits;

using nlohmann::json;

struct TuneArguments {
  std::vector<std::string> inputs;
  std::string approaches, detectors, precisions, widths, out = "best.yaml";
  mien::tune::TuneOptions options;
};

std::vector<int> widths_in(const std::string& list) {
  std::vector<int> widths;
  for (const std::string& text : names_in(list)) {
    int width = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), width);
    if (failed != std::errc() || end != text.data() + text.size() || !limits::kWidth.holds(width))
      throw mien::Error(mien::ErrorKind::usage, "--widths", "'" + text + "' is not a width",
                        limits::kWidth.words() + ", separated by commas");
    widths.push_back(width);
  }
  return widths;
}

mien::tune::TuneOptions tune_options(const TuneArguments& arguments, const AppContext& context,
                                     const Study& study) {
  mien::tune::TuneOptions options = arguments.options;
  options.inputs = study.inputs();
  options.approaches = names_in(arguments.approaches);
  options.detectors =
      arguments.detectors.empty() ? all_detectors(context) : names_in(arguments.detectors);
  if (!arguments.precisions.empty()) options.precisions = names_in(arguments.precisions);
  if (!arguments.widths.empty()) options.widths = widths_in(arguments.widths);
  // Of several precisions those that a detector lacks are left out when they are tried.
  const bool one = options.precisions.size() == 1;
  for (const std::string& precision : options.precisions)
    check_precision("--precisions", precision);
  check_detectors(options.detectors, one ? options.precisions.front() : "f32",
                  options.widths.front(), context);
  options.reference = reference_detector(context);
  options.usual_detector = chosen_detector("auto", context);
  options.cores = mien::machine::usable_cores();
  options.folder = study.folder();
  return options;
}

std::string fps_of(const json& trial) {
  return trial["fps"].is_number() ? fmt::format("{:.1f}", trial["fps"].get<double>()) : "–";
}

std::string settings_text(const json& settings) {
  std::string text;
  for (const auto& [name, value] : settings.items())
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name,
                        value.is_string() ? value.get<std::string>() : value.dump());
  return text;
}

void print_tune(const json& result, const std::string& out) {
  std::vector<std::vector<std::string>> rows;
  for (const json& change : result["changes"])
    rows.push_back(
        {change["change"].get<std::string>(), fps_of(change),
         change["gain"].is_number() ? fmt::format("{:.2f}×", change["gain"].get<double>()) : ""});
  if (!rows.empty()) print_table({"change", "fps", "gain"}, rows);
  const json& winner = result["winner"];
  if (winner.is_null()) {
    fmt::print("{}\n{} was not written.\n", result["finding"].get<std::string>(), out);
    return;
  }
  fmt::print("\nBest: {} fps with {}\n", fps_of(winner), settings_text(winner["settings"]));
  fmt::print("{}\n", result["finding"].get<std::string>());
  for (const std::string& line : mien::tune::demand_lines(result["demand"]))
    fmt::print("{}\n", line);
  fmt::print("{} of {} configurations measured in {:.0f} s\n", result["tried"].get<int>(),
             result["space"].get<int>(), result["seconds"].get<double>());
  fmt::print("Written to {0}; use it: mien run INPUT --profile {0}\n", out);
}

/// A profile takes the place of a profile alone: a configuration may have been meant for -c.
void check_is_profile(const std::filesystem::path& out) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(out, ignored) || std::filesystem::is_empty(out, ignored))
    return;
  try {
    mien::config::load_profile(out);
  } catch (const mien::Error&) {
    throw mien::Error(mien::ErrorKind::usage, out.string(),
                      "already exists and is not a profile: mien will not overwrite it",
                      "choose another file for the profile, or move this one away");
  }
}

void tune(const TuneArguments& arguments, AppContext& context) {
  const std::filesystem::path out = arguments.out;
  if (std::filesystem::is_directory(out))
    throw mien::Error(mien::ErrorKind::usage, arguments.out, "is a folder",
                      "-o gives the profile to write, best.yaml");
  const auto claim = mien::claim_folder(out.has_parent_path() ? out.parent_path() : ".",
                                        arguments.inputs, {out.filename(), "tune.json"});
  check_is_profile(out);
  Study study(context, arguments.inputs, "");
  const json result = mien::tune::tune(tune_options(arguments, context, study), study.tools(),
                                       [] { return mien::steady_ms() / 1e3; });
  study.clear();
  const std::string text = result.dump(2, ' ', false, json::error_handler_t::replace);
  write_whole(out.parent_path() / "tune.json", text + "\n");
  if (result["best_yaml"].is_string()) write_whole(out, result["best_yaml"].get<std::string>());
  if (context.json)
    fmt::print("{}\n", result.dump(-1, ' ', false, json::error_handler_t::replace));
  else if (!context.quiet)
    print_tune(result, arguments.out);
  context.exit_code =
      study.exit_code(result["interrupted"].get<bool>(), result["winner"].is_null());
}

}  // namespace

void add_tune_command(CLI::App& app, AppContext& context) {
  auto arguments = std::make_shared<TuneArguments>();
  auto& options = arguments->options;
  auto* command = app.add_subcommand(
      "tune",
      "Finds the fastest face-detection settings that reach the required recall, then the best "
      "--demand mode with expressions");
  command->add_option("INPUT", arguments->inputs, "Files, folders of images")->required();
  command
      ->add_option("-o,--out", arguments->out,
                   "The profile to write; tune.json is written beside it")
      ->capture_default_str();
  command
      ->add_option("--search-duration", options.duration,
                   "Seconds for the whole search, including verification")
      ->check(CLI::Range(1.0, 86400.0))
      ->capture_default_str();
  command
      ->add_option("--min-recall", options.min_recall,
                   "Share of the reference's faces that must be found, 0..1 (0: any)")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  command->add_option("--approaches", arguments->approaches,
                      "Names separated by commas (default: the CNN approaches)");
  command->add_option("--detectors", arguments->detectors,
                      "Names separated by commas (default: CNNs in the model cache; mmod also "
                      "tunes MKL's threads)");
  command->add_option("--precisions", arguments->precisions, "f32,bf16 (default), auto");
  command->add_option("--widths", arguments->widths,
                      "Network input sizes in pixels (default 480,640)");
  command
      ->add_option("--detect-fps", options.detect_fps,
                   "Searches for faces per second of tracked approaches; 0: every frame")
      ->check(within(limits::kDetectFps))
      ->capture_default_str();
  command->add_flag("--grid", options.grid,
                    "Measure every configuration equally long, however much time it takes");
  command->add_flag("--json", context.json, "Print tune.json's object on stdout");
  command->add_flag("--quiet", context.quiet, "No progress, no table");
  command->footer(
      "Example: mien tune aisle.mp4 --search-duration 300 --min-recall 0.9 -o best.yaml");
  command->callback([arguments, &context] { tune(*arguments, context); });
}
