#include "notice/instructions.h"

#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "mien/error.h"
#include "mien/version.h"

#include "base/output_guard.h"
#include "commands.h"
#include "config_file.h"
#include "infer/models.h"
#include "machine/machine.h"
#include "outputs.h"

namespace {

using json = nlohmann::json;

struct InstructionsArguments {
  std::string config, out, part = "use";
};

struct InstructionsPart {
  const char* name;
  json (*make)(const mien::RunConfig& config, const mien::notice::BuildFacts& build);
};
constexpr InstructionsPart kParts[] = {{"use", mien::notice::instructions},
                                       {"risks", mien::notice::risk_register},
                                       {"technical-file", mien::notice::technical_file}};

mien::notice::ModelFacts facts_of(const mien::infer::ModelStore& store, const std::string& name) {
  for (const mien::infer::ModelEntry& entry : store.entries())
    if (entry.name == name)
      return {entry.name, entry.sha256, entry.licence, entry.note, entry.min_confidence};
  return {.name = name};
}

/// "retinaface (Licence MIT, SHA-256 …)": the first cell is the row's name.
void print_table(const json& table) {
  fmt::print("  {}:\n", table["caption"].get<std::string>());
  for (const json& row : table["rows"]) {
    std::string beside;
    for (std::size_t i = 2; i < row.size(); ++i)
      if (!row[i].get<std::string>().empty())
        beside += fmt::format("{}{}: {}", beside.empty() ? "" : "; ",
                              table["head"][i].get<std::string>(), row[i].get<std::string>());
    fmt::print("    {}: {}{}\n", row[0].get<std::string>(), row[1].get<std::string>(),
               beside.empty() ? "" : " (" + beside + ")");
  }
}

void print_text(const json& said) {
  fmt::print("{}\n{}\n", said["title"].get<std::string>(), said["under"].get<std::string>());
  for (const json& section : said["sections"]) {
    fmt::print("\n{} (Art. {})\n", section["heading"].get<std::string>(),
               section["article"].get<std::string>());
    for (const json& line : section["lines"]) fmt::print("  {}\n", line.get<std::string>());
    for (const json& table : section["tables"]) print_table(table);
    for (const json& warning : section["warnings"])
      fmt::print("  Weakened: {}\n", warning.get<std::string>());
    for (const json& blank : section["blanks"])
      fmt::print("  {}: ____________ (to be filled in by {})\n", blank["what"].get<std::string>(),
                 blank["by"].get<std::string>());
  }
}

/// What the configuration and this machine say of the build.
mien::notice::BuildFacts facts_of(const mien::RunConfig& config, mien::ModelStorePaths paths) {
  paths.fetching = nullptr;
  const mien::infer::ModelStore store(std::move(paths));
  const bool chosen = !config.detector.empty() && config.detector != "auto";
  mien::notice::BuildFacts build{.version = mien::kVersion,
                                 .machine = mien::machine::machine_table()};
  if (chosen)
    build.detector = facts_of(store, config.detector);
  else
    build.in_place = {facts_of(store, "yunet-n"), facts_of(store, "retinaface")};
  if (config.emotion == "none") return build;
  build.emotion = facts_of(store, config.emotion);
  for (const mien::infer::ModelEntry& entry : store.entries())
    if (entry.name == config.emotion && !entry.quantised.empty())
      build.in_place.push_back(facts_of(store, entry.quantised));
  return build;
}

void instructions(const InstructionsArguments& arguments, const AppContext& context) {
  const mien::RunConfig config = read_config_file(arguments.config, nullptr);
  const mien::notice::BuildFacts build = facts_of(config, context.models);
  json said;
  for (const InstructionsPart& part : kParts)
    if (arguments.part == part.name) said = part.make(config, build);
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
      "instructions",
      "Makes the documents that the AI Act requires: instructions for use, risks, technical file");
  command->add_option("-c,--config", arguments->config, "Configuration of the cameras (YAML)")
      ->required()
      ->type_name("FILE.yaml");
  std::vector<std::string> parts;
  for (const InstructionsPart& part : kParts) parts.emplace_back(part.name);
  command
      ->add_option("--part", arguments->part,
                   "use (default): instructions for use; risks: the register of risks (Art. 9);\n"
                   "technical-file: the technical documentation (Art. 11, Annex IV)")
      ->check(CLI::IsMember(parts));
  command->add_option("-o,--out", arguments->out, "HTML page to write, for screen and paper")
      ->type_name("FILE.html");
  command->add_flag("--json", context.json, "Machine-readable");
  command->add_flag("--quiet", context.quiet, "Print only what is missing");
  command->footer(
      "Purpose, limits, measured accuracy, groups that were not measured, oversight and logs, as\n"
      "they apply to this build and configuration; for each risk the measures against it, and the\n"
      "settings that weaken them. What only you can know is left blank and named. It helps with\n"
      "what the law requires and is not legal advice.\n"
      "Examples: mien instructions -c mien.yaml -o instructions.html\n"
      "          mien instructions -c mien.yaml --part risks -o risks.html");
  command->callback([arguments, &context] { instructions(*arguments, context); });
}
