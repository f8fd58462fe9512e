#include "command_tree.h"

#include <CLI/CLI.hpp>

namespace {

/// "TEXT:{a,b}" → a, b: how CLI11 tells a choice.
std::vector<std::string> choices_in(const std::string& type) {
  const auto begin = type.find('{'), end = type.rfind('}');
  std::vector<std::string> choices;
  if (begin == std::string::npos || end == std::string::npos || end < begin) return choices;
  std::istringstream list(type.substr(begin + 1, end - begin - 1));
  for (std::string word; std::getline(list, word, ',');) choices.push_back(word);
  return choices;
}

OptionText option_text(const CLI::Option& option) {
  OptionText text;
  for (const auto& name : option.get_snames()) text.names.push_back("-" + name);
  for (const auto& name : option.get_lnames()) text.names.push_back("--" + name);
  text.words = option.get_description();
  text.required = option.get_required();
  text.environment = option.get_envname();
  if (option.get_positional()) text.value = option.get_name(true);
  if (option.get_expected_max() == 0) return text;
  text.many = option.get_expected_max() > 1;
  const std::string type = option.get_type_name();
  text.choices = choices_in(type);
  if (!option.get_positional()) text.value = type.substr(0, type.find_first_of(":{ "));
  if (text.value.empty()) text.value = "VALUE";
  text.otherwise = option.get_default_str();
  return text;
}

}  // namespace

CommandText command_tree(const CLI::App& app) {
  CommandText command{app.get_name(), app.get_description(), app.get_footer(), {}, {}, {}};
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_group().empty()) continue;  // hidden
    (option->get_positional() ? command.operands : command.options).push_back(option_text(*option));
  }
  for (const CLI::App* below : app.get_subcommands({}))
    if (!below->get_group().empty()) command.commands.push_back(command_tree(*below));
  return command;
}
