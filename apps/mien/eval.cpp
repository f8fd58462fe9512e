#include "eval.h"

#include <memory>
#include <nlohmann/json.hpp>

#include <fmt/format.h>
#include <unistd.h>

#include "eval/eval_detect.h"
#include "limit_option.h"
#include "outputs.h"
#include "table.h"

namespace {

constexpr int kInterrupted = 130;

std::string words(const nlohmann::json& value, const char* format) {
  return value.is_null() ? "-" : fmt::format(fmt::runtime(format), value.get<double>());
}

void print_result(const nlohmann::json& result, const std::string& folder) {
  fmt::print("{} at {} pixels ({}): {} images, {} ms of CPU per image\n\n",
             result["detector"].get<std::string>(), result["width"].get<int>(),
             result["precision"].get<std::string>(), result["images"].get<int>(),
             words(result["ms_per_image"], "{:.1f}"));
  std::vector<std::vector<std::string>> rows;
  for (const char* height : {"10", "20", "40", "80"}) {
    rows.push_back({fmt::format("{} px", height),
                    fmt::format("{}", result["faces"][height].get<int>()),
                    words(result["ap"][height], "{:.3f}")});
  }
  print_table({"faces of at least", "faces", "AP"}, rows);
  fmt::print("\nHeights at 640 px longest side; average precision at IoU 0.5, all-point.\n");
  if (!folder.empty()) fmt::print("Precision/recall curves: {}\n", folder);
}

void detect(const mien::eval::EvalDetectOptions& options, AppContext& context) {
  const std::string stem = fmt::format("detect-{}-{}", options.detector, options.width);
  const auto claim =
      claim_folder(options.out, {options.images.string(), options.ground_truth.string()},
                   {stem + ".svg", stem + ".csv", stem + ".json", "eval_detect.json"});
  const bool drawn = !context.json && !context.quiet && isatty(STDERR_FILENO);
  const auto progress = [drawn](std::size_t done, std::size_t all) {
    if (drawn) fmt::print(stderr, "\r{} of {} images ", done, all);
    if (drawn && done == all) fmt::print(stderr, "\r\033[K");
  };
  const nlohmann::json result =
      mien::eval::eval_detect(options, context.models, progress, context.interrupted);
  if (result.contains("interrupted")) {
    if (drawn) fmt::print(stderr, "\r\033[K");
    context.exit_code = kInterrupted;
  }
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
                   "Faces in WIDER FACE's format (wider_face_val_bbx_gt.txt)")
      ->required();
  command->add_option("--detector", options->detector, "Which detector")->capture_default_str();
  command->add_option("--width", options->width, "Network input, longest side in pixels")
      ->check(within(mien::config::limits::kWidth))
      ->capture_default_str();
  command->add_option("--precision", options->precision, "f32, bf16, int8 or auto")
      ->capture_default_str();
  command
      ->add_option("--upsample", options->upsample,
                   "hog, mmod: how often the picture is doubled in size")
      ->capture_default_str();
  command->add_option("-o,--output", options->out, "Folder for precision/recall curves (SVG, CSV)");
  command->add_flag("--json", context.json, "Machine-readable");
  command->add_flag("--quiet", context.quiet, "No progress, no table");
  command->footer(
      "Example: mien eval detect --images WIDER_val/images \\\n"
      "           --ground-truth wider_face_val_bbx_gt.txt --detector centerface -o curves");
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
