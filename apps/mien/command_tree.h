#pragma once
/// \file The commands as they describe themselves, for all that tells of them: manual pages,
/// completions.

#include <string>
#include <vector>

namespace CLI {
class App;
}

/// An option, or an operand (which has no names).
struct OptionText {
  std::vector<std::string> names;    ///< "-o", "--output"
  std::string value;                 ///< what follows it, "DIR"; empty: a flag
  std::vector<std::string> choices;  ///< the only values, where there are such
  std::string words;                 ///< what it does
  std::string otherwise;             ///< its default; empty: none that is told
  std::string environment;           ///< variable that stands for it; empty: none
  bool required = false, many = false;
};

struct CommandText {
  std::string name;  ///< "mien", "run", "add"
  std::string words;
  std::string footer;  ///< examples; of the program the exit codes
  std::vector<OptionText> options, operands;
  std::vector<CommandText> commands;
};

/// Everything but what is hidden.
CommandText command_tree(const CLI::App& app);
