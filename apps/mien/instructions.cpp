#include "notice/instructions.h"

#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "mien/error.h"
#include "mien/version.h"

#include "base/output_guard.h"
#include "chain/detector_choice.h"
#include "commands.h"
#include "environment.h"
#include "infer/models.h"
#include "outputs.h"

namespace {

using json = nlohmann::json;

struct InstructionsArguments {
  std::string config, out;
};

mien::notice::ModelFacts facts_of(const mien::infer::ModelStore& store, const std::string& name) {
  for (const mien::infer::ModelEntry& entry : store.entries())
    if (entry.name == name)
      return {entry.name, entry.sha256, entry.licence, entry.note, entry.min_confidence};
  return {.name = name};
}

void print_text(const json& instructions) {
  fmt::print("{}\n{}\n", instructions["title"].get<std::string>(),
             instructions["under"].get<std::string>());
  for (const json& section : instructions["sections"]) {
    fmt::print("\n{} (Art. {})\n", section["heading"].get<std::string>(),
               section["article"].get<std::string>());
    for (const json& line : section["lines"]) fmt::print("  {}\n", line.get<std::string>());
    for (const json& table : section["tables"]) {
      fmt::print("  {}:\n", table["caption"].get<std::string>());
      for (const json& row : table["rows"])
        fmt::print("    {}: {} {}\n", row[0].get<std::string>(), row[1].get<std::string>(),
                   row[2].get<std::string>().empty() ? "" : "(" + row[2].get<std::string>() + ")");
    }
  }
}

void instructions(const InstructionsArguments& arguments, const AppContext& context) {
  const mien::RunConfig config = mien::load_config(arguments.config, environment_map());
  auto paths = context.models;
  paths.fetching = nullptr;
  const mien::infer::ModelStore store(std::move(paths));
  const bool chosen = !config.detector.empty() && config.detector != "auto";
  mien::notice::BuildFacts build{.version = mien::kVersion};
  if (chosen) build.detector = facts_of(store, config.detector);
  if (config.emotion != "none") build.emotion = facts_of(store, config.emotion);
  const json said = mien::notice::instructions(config, build);
  mien::refuse_overwriting(std::vector<std::filesystem::path>{arguments.config},
                           std::vector<std::filesystem::path>{arguments.out});
  if (!arguments.out.empty()) write_page(arguments.out, mien::notice::instructions_page(said));
  if (context.json) {
    fmt::print("{}\n", said.dump(-1, ' ', false, json::error_handler_t::replace));
    return;
  }
  for (const json& gap : said["missing"])
    fmt::print(stderr, "mien: {}: {} is not set ({})\n", arguments.config,
               gap["key"].get<std::string>(), gap["remedy"].get<std::string>());
  if (context.quiet) return;
  if (arguments.out.empty())
    print_text(said);
  else
    fmt::print("{}: open it in any browser and print it\n", arguments.out);
}

}  // namespace

void add_instructions_command(CLI::App& app, AppContext& context) {
  auto arguments = std::make_shared<InstructionsArguments>();
  auto* command = app.add_subcommand(
      "instructions", "Makes the instructions for use of this configuration (AI Act, Art. 13)");
  command->add_option("-c,--config", arguments->config, "Configuration of the cameras (YAML)")
      ->required()
      ->type_name("FILE.yaml");
  command->add_option("-o,--out", arguments->out, "HTML page to write, for screen and paper")
      ->type_name("FILE.html");
  command->add_flag("--json", context.json, "Machine-readable");
  command->add_flag("--quiet", context.quiet, "Print only what is missing");
  command->footer(
      "Purpose, limits, measured exactness, groups that were not measured, oversight and logs, as "
      "this\nbuild and this configuration have them. It helps with what the law requires and is "
      "not legal advice.\n"
      "Example: mien instructions -c mien.yaml -o instructions.html");
  command->callback([arguments, &context] { instructions(*arguments, context); });
}
