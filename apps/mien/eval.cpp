#include "eval.h"

#include <memory>
#include <nlohmann/json.hpp>

#include <fmt/format.h>
#include <unistd.h>

#include "base/claims.h"
#include "base/text.h"
#include "eval/eval_detect.h"
#include "interrupt.h"
#include "limit_option.h"
#include "outputs.h"
#include "progress.h"
#include "study.h"
#include "table.h"

namespace {

constexpr int kInterrupted = 130;

using nlohmann::json;
using Words = std::vector<std::string>;
using Rows = std::vector<Words>;

constexpr const char* kHeights[] = {"10", "20", "40", "80"};

std::string count(const json& value) { return fmt::format("{}", value.get<std::int64_t>()); }

std::string words(const nlohmann::json& value, const char* format) {
  return value.is_null() ? "-" : fmt::format(fmt::runtime(format), value.get<double>());
}

const json& results_of(const json& result, json& alone) {
  if (result.contains("results")) return result["results"];
  alone = json::array({result});
  return alone;
}

void print_found(const json& results) {
  Rows rows;
  for (const json& result : results)
    for (const char* height : kHeights) {
      const json& best = result["best"][height];
      if (best.is_null()) continue;
      rows.push_back({result["detector"].get<std::string>(), fmt::format("{} px", height),
                      words(best["confidence"], "{:.2f}"), count(best["found"]),
                      count(best["missed"]), count(best["false_alarms"]),
                      words(best["precision"], "{:.3f}"), words(best["recall"], "{:.3f}")});
    }
  if (rows.empty()) return;
  fmt::print("\nAt the confidence with the best F1 (precision and recall)\n\n");
  print_table({"detector", "faces of at least", "confidence", "found", "missed", "false alarms",
               "precision", "recall"},
              rows);
}

void print_result(const json& result, const std::string& folder) {
  json alone;
  const json& results = results_of(result, alone);
  Rows rows;
  for (const json& one : results) {
    Words row{one["detector"].get<std::string>(), fmt::format("{}", one["width"].get<int>()),
              one["precision"].get<std::string>(), words(one["ms_per_image"], "{:.1f}")};
    for (const char* height : kHeights) row.push_back(words(one["ap"][height], "{:.3f}"));
    rows.push_back(std::move(row));
  }
  const json& first = results.front();
  fmt::print("{}; average precision of faces of at least\n\n",
             mien::counted(first["images"].get<int>(), "image"));
  Words header{"detector", "width", "precision", "CPU ms per image"};
  for (const char* height : kHeights)
    header.push_back(fmt::format("{} px ({})", height, first["faces"][height].get<int>()));
  print_table(header, rows);
  print_found(results);
  fmt::print("\nHeights at 640 px longest side (in brackets: faces); at IoU 0.5, all-point.\n");
  if (!folder.empty()) fmt::print("Precision/recall curves: {}\n", folder);
}

void detect(const mien::eval::EvalDetectOptions& options, AppContext& context) {
  check_precision("--precision", options.precision);
  std::vector<std::filesystem::path> files{"eval_detect.json"};
  for (const std::string& detector : options.detectors)
    for (const char* ending : {"svg", "csv", "json"})
      files.push_back(fmt::format("detect-{}-{}.{}", detector, options.width, ending));
  const auto claim = mien::claim_folder(
      options.out, {options.images.string(), options.ground_truth.string()}, files);
  ProgressLine line(!context.quiet && isatty(STDERR_FILENO));
  const auto progress = [&line](std::size_t done, std::size_t all) {
    if (all > 0)
      line.show(static_cast<double>(done) / static_cast<double>(all),
                fmt::format("{} of {} images", done, all));
  };
  catch_hang_up();
  const nlohmann::json result =
      mien::eval::eval_detect(options, context.models, progress, context.interrupted);
  line.clear();
  if (result.contains("interrupted")) context.exit_code = kInterrupted;
  if (context.json) {
    fmt::print("{}\n", result.dump());
  } else if (!context.quiet) {
    print_result(result, options.out.string());
  }
}

void add_detect_command(CLI::App& eval, AppContext& context) {
  auto* command =
      eval.add_subcommand("detect", "Average precision of a detector on labelled images");
  // Lives as long as the callback that reads it.
  const auto options = std::make_shared<mien::eval::EvalDetectOptions>();
  command->add_option("--images", options->images, "Folder of the images")->required();
  command
      ->add_option("--ground-truth", options->ground_truth,
                   "Labels: WIDER FACE text file, COCO .json file, or folder of YOLO label files")
      ->required();
  command->add_option("--face-class", options->face_class,
                      "COCO, YOLO: the class that is a face (default: the only one, or 'face')");
  command
      ->add_option("--detector", options->detectors,
                   "Detectors, your own included, separated by commas")
      ->delimiter(',')
      ->capture_default_str();
  command->add_option("--width", options->width, "Network input, longest side in pixels")
      ->check(within(mien::config::limits::kWidth))
      ->capture_default_str();
  command->add_option("--precision", options->precision, "f32, bf16 or auto")
      ->capture_default_str();
  command
      ->add_option("--upsample", options->upsample,
                   "hog, mmod: number of times to upsample the picture by 2")
      ->capture_default_str();
  command->add_option("-o,--out,--output", options->out,
                      "Folder for precision/recall curves (SVG, CSV)");
  command->add_flag("--json", context.json, "Machine-readable");
  command->add_flag("--quiet", context.quiet, "No progress, no table");
  command->footer(
      "Example: mien eval detect --images WIDER_val/images \\\n"
      "           --ground-truth wider_face_val_bbx_gt.txt --detector centerface,yunet-n -o "
      "curves\n"
      "         mien eval detect --images images/val --ground-truth labels/val --detector finder");
  command->callback([options, &context] { detect(*options, context); });
}

}  // namespace

void add_eval_command(CLI::App& app, AppContext& context) {
  auto* command = app.add_subcommand(
      "eval", "Measures accuracy on labelled images and on footage with ground truth");
  command->require_subcommand(1);
  command->footer(
      "Example: mien eval detect --images WIDER_val/images "
      "--ground-truth wider_face_val_bbx_gt.txt\n"
      "         mien eval emotion --dataset fer2013.csv\n"
      "         mien eval track --truth store/truth.json store/main.mp4");
  add_detect_command(*command, context);
  add_eval_emotion_command(*command, context);
  add_eval_track_command(*command, context);
}
