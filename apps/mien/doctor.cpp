#include "bench/doctor.h"

#include <cstdlib>
#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "commands.h"
#include "table.h"

namespace {

nlohmann::json to_json(const mien::MachineTable& table) {
  auto object = nlohmann::json::object();
  for (const auto& [label, value] : table) object[label] = value;
  return object;
}

void print(const char* title, const mien::MachineTable& table) {
  fmt::print("{}\n", title);
  for (const auto& [label, value] : table) fmt::print("  {:<18} {}\n", label, value);
  fmt::print("\n");
}

void print_findings(const std::vector<mien::bench::Finding>& findings) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& finding : findings)
    rows.push_back({finding.remedy.empty() ? "ok"
                    : finding.optional     ? "optional"
                                           : "missing",
                    finding.part, finding.state, finding.remedy});
  print_table({"", "part", "state", "how to get it"}, rows);
}

void doctor(const AppContext& context) {
  const char* path = std::getenv("PATH");
  const mien::bench::Diagnosis diagnosis = mien::bench::diagnose(context.models, path ? path : "");
  if (context.json) {
    auto findings = nlohmann::json::array();
    for (const auto& finding : diagnosis.findings)
      findings.push_back({{"part", finding.part},
                          {"state", finding.state},
                          {"remedy", finding.remedy},
                          {"optional", finding.optional}});
    const nlohmann::json object{{"hardware", to_json(diagnosis.hardware)},
                                {"software", to_json(diagnosis.software)},
                                {"placement", diagnosis.placement},
                                {"findings", findings},
                                {"verdict", diagnosis.verdict}};
    fmt::print("{}\n", object.dump());
    return;
  }
  if (context.quiet) return;
  print("Table 1. Hardware", diagnosis.hardware);
  print("Table 2. Software", diagnosis.software);
  fmt::print("Placement with tuning: {{ pin: cores }}: {}.\n\n", diagnosis.placement);
  print_findings(diagnosis.findings);
  fmt::print("\n{}\n", diagnosis.verdict);
}

}  // namespace

void add_doctor_command(CLI::App& app, AppContext& context) {
  auto* command = app.add_subcommand(
      "doctor", "Describes hardware and software; says what is missing and how to get it");
  command->add_flag("--json", context.json, "Machine-readable");
  command->add_flag("--quiet", context.quiet, "Print nothing but --json's result");
  command->footer("Example: mien doctor");
  command->callback([&context] { doctor(context); });
}
