#include "bench/bench.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <memory>

#include <fmt/format.h>

#include "mien/error.h"

#include "base/claims.h"
#include "commands.h"
#include "demand_option.h"
#include "limit_option.h"
#include "outputs.h"
#include "study.h"
#include "table.h"

namespace {

using nlohmann::json;

constexpr double kQuickSeconds = 120;

struct BenchArguments {
  std::vector<std::string> inputs;
  std::string approaches = "all", detector, detectors, out;
  mien::bench::BenchOptions options;
  bool quick = false, recall = true;
};

mien::bench::BenchOptions options_of(const BenchArguments& arguments, const AppContext& context,
                                     const Study& study) {
  mien::bench::BenchOptions options = arguments.options;
  options.inputs = study.inputs();
  options.approaches = names_in(arguments.approaches);
  options.folder = study.folder();
  if (arguments.detectors == "all")
    options.detectors = all_detectors(context);
  else if (!arguments.detectors.empty())
    options.detectors = names_in(arguments.detectors);
  else
    options.detectors = {chosen_detector(arguments.detector, context)};
  options.compared = cnn_detectors(context);
  options.reference = reference_detector(context);
  if (arguments.quick) {
    options.extras = false;
    options.repeats = std::min(options.repeats, 2);
    options.seconds = std::min(options.seconds, 1.0);
    options.duration = kQuickSeconds;
  }
  return options;
}

// HOG is part of the build: where that lacks it, its rows say so and the others are measured.
void check_models(const mien::bench::BenchOptions& options, const AppContext& context) {
  check_precision("--precision", options.precision);
  std::vector<std::string> networks;
  for (const mien::bench::Job& job : mien::bench::bench_jobs(options))
    if (job.detector != "hog" && std::ranges::find(networks, job.detector) == networks.end())
      networks.push_back(job.detector);
  check_detectors(networks, options.precision, options.width, context);
}

std::string share(const json& row, const char* key) {
  const auto found = row.find(key);
  return found == row.end() || !found->is_number()
             ? "–"
             : fmt::format("{:.0f} %", found->get<double>() * 100);
}

std::vector<std::string> table_row(const json& row) {
  const auto text = [&](const char* key) { return row.value(key, std::string()); };
  if (row.contains("error")) return {text("approach"), text("detector"), "", "", "", "failed"};
  std::string detector = text("detector");
  if (!text("build").empty()) detector += " " + text("build");
  return {text("approach"),
          detector,
          text("precision"),
          std::to_string(row.value("workers", 0)),
          number_cell(row, "fps_median", "{:.1f}"),
          fmt::format("{}–{}", number_cell(row, "fps_min", "{:.1f}"),
                      number_cell(row, "fps_max", "{:.1f}")),
          number_cell(row, "speedup_vs_baseline", "{:.1f}×"),
          share(row, "core_utilisation"),
          share(row, "vectorisation"),
          std::to_string(row.value("faces", 0)),
          share(row, "recall_vs_reference"),
          row.contains("note") ? "*" : ""};
}

void print_notes(const json& result) {
  for (const json& row : result["results"]) {
    const auto name = row["approach"].get<std::string>();
    if (row.contains("error"))
      fmt::print("{}: {}\n", name, row["error"].get<std::string>());
    else if (row.contains("note"))
      fmt::print("* {}: {}\n", name, row["note"].get<std::string>());
  }
  if (const auto faces = result.value("recall_faces", 0); faces > 0)
    fmt::print("Recall is measured on the same {} reference faces for all.\n", faces);
  if (result.contains("reference_error"))
    fmt::print("Recall is not known: {}\n", result["reference_error"].get<std::string>());
  double others = 0;
  for (const json& row : result["results"])
    if (const json busy = row.value("others_busy", json()); busy.is_number())
      others = std::max(others, busy.get<double>());
  if (others > 0.1)
    fmt::print(
        "Other programs kept up to {:.1f} CPUs busy during the measurement: its times and ratios "
        "are less reliable.\n",
        others);
  if (result.contains("note")) fmt::print("{}\n", result["note"].get<std::string>());
}

void print_comparisons(const json& result) {
  if (result["comparisons"].empty()) return;
  std::vector<std::vector<std::string>> rows;
  for (const json& row : result["comparisons"])
    rows.push_back({row["label"].get<std::string>(), number_cell(row, "hog_ms", "{:.2f}"),
                    number_cell(row, "cnn_ms", "{:.2f}"), number_cell(row, "ratio", "{:.1f}")});
  fmt::print("\nDetection time of HOG over that of a CNN, one worker, CPU ms a frame\n");
  print_table({"setting", "HOG ms", "CNN ms", "ratio"}, rows);
}

void print_builds(const json& result) {
  if (result["builds"].empty()) return;
  std::vector<std::vector<std::string>> rows;
  for (const json& row : result["builds"])
    rows.push_back({row["build"].get<std::string>(), number_cell(row, "ms_per_frame", "{:.2f}"),
                    share(row, "vectorisation"), row.value("note", std::string())});
  fmt::print("\ndlib builds, HOG as commonly called, one worker\n");
  print_table({"build", "ms a frame", "vectorised", ""}, rows);
}

void print(const json& result, const std::string& out) {
  std::vector<std::vector<std::string>> rows;
  for (const json& row : result["results"]) rows.push_back(table_row(row));
  print_table({"approach", "detector", "precision", "workers", "fps", "range", "speed-up", "cores",
               "vectorised", "faces", "recall", ""},
              rows);
  print_notes(result);
  print_builds(result);
  print_comparisons(result);
  if (out.empty())
    fmt::print("\nNothing was written; -o DIR keeps bench.json and bench.csv.\n");
  else
    fmt::print("\n{0}/bench.json, {0}/bench.csv; `mien report {0}` turns them into a page\n", out);
}

void bench(const BenchArguments& arguments, AppContext& context) {
  const auto claim =
      mien::claim_folder(arguments.out, arguments.inputs, {"bench.json", "bench.csv"});
  Study study(context, arguments.inputs, arguments.out);
  const auto options = options_of(arguments, context, study);
  check_models(options, context);
  const json result = mien::bench::bench(options, study.tools());
  study.clear();
  const std::string text = result.dump(2, ' ', false, json::error_handler_t::replace);
  study.write("bench.json", text + "\n");
  study.write("bench.csv", mien::bench::bench_csv(result));
  if (context.json)
    fmt::print("{}\n", result.dump(-1, ' ', false, json::error_handler_t::replace));
  else if (!context.quiet)
    print(result, arguments.out);
  bool failed = false;
  for (const json& row : result["results"]) {
    if (!row.contains("error")) continue;
    failed = true;
    if (context.json || context.quiet)
      fmt::print(stderr, "mien: {}: {}\n", row["approach"].get<std::string>(),
                 row["error"].get<std::string>());
  }
  context.exit_code = study.exit_code(result["interrupted"].get<bool>(), failed);
}

}  // namespace

void add_bench_command(CLI::App& app, AppContext& context) {
  auto arguments = std::make_shared<BenchArguments>();
  auto& options = arguments->options;
  auto* command = app.add_subcommand(
      "bench", "Compares every approach with the baseline: faces only, no expressions");
  command->add_option("INPUT", arguments->inputs, "Files, folders of images")->required();
  command->add_option("--approaches", arguments->approaches, "all, or names separated by commas")
      ->capture_default_str();
  command->add_option("-o,--out", arguments->out, "Folder for bench.json and bench.csv");
  command->add_option("--detector", arguments->detector,
                      "Detector of the CNN approaches (default auto: yunet-n where it is "
                      "available, else retinaface)");
  command->add_option("--detectors", arguments->detectors,
                      "Several detectors: all, or names separated by commas");
  command->add_option("--precision", options.precision, "f32, bf16 or auto")->capture_default_str();
  command->add_option("--width", options.width, "Network or image input, longest side in pixels")
      ->check(within(mien::config::limits::kWidth))
      ->capture_default_str();
  command
      ->add_option("--workers", options.workers,
                   "Workers of the parallel approaches (0: one per core)")
      ->check(within(mien::config::limits::kWorkers))
      ->capture_default_str();
  command
      ->add_option("--detect-fps", options.detect_fps,
                   "Searches for faces per second of the tracked approaches")
      ->check(CLI::Range(0.1, 1000.0))
      ->capture_default_str();
  command->add_option("--repeats", options.repeats, "Repeats of each approach, interleaved")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command->add_option("--seconds", options.seconds, "Seconds of one measurement")
      ->check(CLI::Range(0.1, 3600.0))
      ->capture_default_str();
  command->add_flag(
      "--quick", arguments->quick,
      "Measure all approaches within two minutes in total: shorter runs; no dlib builds, "
      "HOG/CNN comparison or scaling curve; snapshots only if time allows");
  command->add_flag("!--no-extras", options.extras,
                    "Leave out dlib builds, HOG against CNN, and the scaling curve");
  add_demand_option(*command, options.demand, "off");
  command->add_flag("--json", context.json, "Print bench.json's object on stdout");
  command->add_flag("--quiet", context.quiet, "No progress, no table");
  command->footer(
      "Example: mien bench aisle.mp4 --approaches all -o bench\n"
      "         mien bench aisle.mp4 --approaches baseline,cnn-per-core --quick");
  command->callback([arguments, &context] { bench(*arguments, context); });
}
