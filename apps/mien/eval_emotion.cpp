#include "eval/eval_emotion.h"

#include <memory>
#include <nlohmann/json.hpp>

#include <fmt/format.h>
#include <unistd.h>

#include "base/claims.h"
#include "base/text.h"
#include "eval.h"
#include "eval_emotion_tables.h"
#include "interrupt.h"
#include "outputs.h"
#include "progress.h"

namespace {

constexpr int kInterruptedExit = 130;

void evaluate(const mien::eval::EvalEmotionOptions& options, AppContext& context) {
  const auto claim = mien::claim_folder(
      options.out, {options.dataset.string()},
      {"eval_emotion.json", "emotion-reliability.svg", "emotion-rejection.svg",
       "emotion-reliability.csv", "emotion-rejection.csv", "emotion-confusion.csv"});
  ProgressLine line(!context.quiet && isatty(STDERR_FILENO));
  const auto progress = [&line](std::int64_t faces, double share) {
    if (faces % 20 == 0) line.show(share, mien::counted(faces, "face"));
  };
  catch_hang_up();
  const nlohmann::json result =
      mien::eval::eval_emotion(options, context.models, progress, context.interrupted);
  line.clear();
  if (result.contains("interrupted")) context.exit_code = kInterruptedExit;
  if (context.json) {
    fmt::print("{}\n", result.dump());
  } else if (!context.quiet) {
    print_evaluation(result, options.out.string());
  }
}

}  // namespace

void add_eval_emotion_command(CLI::App& eval, AppContext& context) {
  auto* command =
      eval.add_subcommand("emotion", "Accuracy, calibration and speed of expression models");
  // Lives as long as the callback that reads it.
  const auto options = std::make_shared<mien::eval::EvalEmotionOptions>();
  command
      ->add_option("--dataset", options->dataset,
                   "fer2013.csv (FER+'s fer2013new.csv is read if it is beside it), its folder, or "
                   "a folder with one folder of images per class")
      ->required();
  command
      ->add_option("--emotion", options->emotions,
                   "Models, separated by commas (default: all that are available)")
      ->delimiter(',');
  command
      ->add_option("--precision", options->precisions,
                   "f32, bf16, int8 or auto; several separated by commas")
      ->delimiter(',')
      ->capture_default_str();
  command
      ->add_option("--part", options->part, "Rows of FER2013: public, private or all (both tests)")
      ->capture_default_str();
  command->add_flag("--robustness", options->robustness,
                    "Also measure blurred, moving, dark, compressed and covered faces");
  command->add_option("-o,--out,--output", options->out,
                      "Folder for the result with its charts and tables");
  command->add_flag("--json", context.json, "Machine-readable");
  command->add_flag("--quiet", context.quiet, "No progress, no table");
  command->footer(
      "Example: mien eval emotion --dataset fer2013/fer2013.csv --emotion fer --part public -o "
      "accuracy");
  command->callback([options, &context] { evaluate(*options, context); });
}
