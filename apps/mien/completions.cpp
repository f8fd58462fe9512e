#include "completions.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace {

constexpr const char* kNotice = "# Written by mien itself (`mien completion`).\n";

/// Calls `visit` with each command and its path below the program ("", "models", "models add").
template <class Visit>
void walk(const CommandText& command, const std::string& path, const Visit& visit) {
  visit(command, path);
  for (const CommandText& below : command.commands)
    walk(below, path.empty() ? below.name : path + " " + below.name, visit);
}

std::vector<std::string> names_of(const CommandText& command) {
  std::vector<std::string> names;
  for (const CommandText& below : command.commands) names.push_back(below.name);
  for (const OptionText& option : command.options)
    names.insert(names.end(), option.names.begin(), option.names.end());
  return names;
}

/// The first line, without what a shell or a completion system would take for its own.
std::string brief(const std::string& words) {
  std::string line = words.substr(0, words.find('\n'));
  std::erase_if(line,
                [](char c) { return c == '\'' || c == '[' || c == ']' || c == '\\' || c == '`'; });
  std::ranges::replace(line, ':', ',');
  return line;
}

/// Options of the program hold behind every command, too.
void add_shared(const CommandText& program, const CommandText& command,
                std::vector<std::string>& names) {
  if (&program == &command) return;
  for (const OptionText& option : program.options)
    for (const std::string& name : option.names)
      if (std::ranges::count(names, name) == 0 && name != "--version") names.push_back(name);
}

/// The word below the cursor is a value where the one before it is an option that takes one.
void bash_values(std::string& script, const CommandText& command, const std::string& path) {
  for (const OptionText& option : command.options) {
    if (option.value.empty()) continue;
    std::vector<std::string> patterns;
    for (const std::string& name : option.names)
      patterns.push_back(fmt::format("'{}:{}'", path, name));
    script += fmt::format(
        "    {}) {} ;;\n", fmt::join(patterns, "|"),
        option.choices.empty()
            ? "compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- \"$word\"); return"
            : fmt::format("values='{}'", fmt::join(option.choices, " ")));
  }
}

std::string zsh_option(const OptionText& option) {
  std::string lines;
  for (const std::string& name : option.names) {
    std::string value;
    if (!option.value.empty())
      value = option.choices.empty()
                  ? fmt::format(":{}:_files", brief(option.value))
                  : fmt::format(":{}:({})", brief(option.value), fmt::join(option.choices, " "));
    lines += fmt::format("        '*{}[{}]{}' \\\n", name, brief(option.words), value);
  }
  return lines;
}

void zsh_command(std::string& script, const CommandText& program, const CommandText& command,
                 const std::string& path) {
  script += fmt::format("    '{}')\n      _arguments -S \\\n", path);
  for (const OptionText& option : command.options) script += zsh_option(option);
  if (&command != &program)
    for (const OptionText& option : program.options)
      if (option.names.front() != "-h" && option.names.front() != "--version")
        script += zsh_option(option);
  if (command.commands.empty()) {
    script += "        '*:file:_files'\n      ;;\n";
    return;
  }
  std::vector<std::string> names;
  for (const CommandText& below : command.commands)
    names.push_back(fmt::format("{}\\:\"{}\"", below.name, brief(below.words)));
  script += fmt::format("        '*:command:(({}))'\n      ;;\n", fmt::join(names, " "));
}

std::string fish_quoted(const std::string& text) { return "'" + brief(text) + "'"; }

void fish_options(std::string& script, const CommandText& command, const std::string& condition) {
  for (const OptionText& option : command.options) {
    std::string names;
    for (const std::string& name : option.names)
      names += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
    if (!option.value.empty())
      names += option.choices.empty() ? " -r"
                                      : fmt::format(" -x -a '{}'", fmt::join(option.choices, " "));
    script +=
        fmt::format("complete -c mien{}{} -d {}\n", condition, names, fish_quoted(option.words));
  }
}

}  // namespace

std::string bash_completion(const CommandText& program) {
  std::string script = kNotice;
  std::string paths, values, names;
  walk(program, "", [&](const CommandText& command, const std::string& path) {
    if (!path.empty()) paths += fmt::format("      '{}') path='{}' ;;\n", path, path);
    bash_values(values, command, path);
    auto all = names_of(command);
    add_shared(program, command, all);
    names += fmt::format("    '{}') values='{}' ;;\n", path, fmt::join(all, " "));
  });
  script +=
      "_mien() {\n  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} "
      "path='' values='' next i\n"
      "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
      "    next=${path:+$path }${COMP_WORDS[i]}\n"
      "    case $next in\n" +
      paths +
      "    esac\n  done\n"
      "  case \"$path:$before\" in\n" +
      values +
      "  esac\n"
      "  [[ -n $values ]] || case $path in\n" +
      names +
      "  esac\n"
      "  mapfile -t COMPREPLY < <(compgen -W \"$values\" -- \"$word\")\n"
      "  [[ ${#COMPREPLY[@]} -gt 0 ]] || { compopt -o filenames; mapfile -t COMPREPLY < <(compgen "
      "-f -- \"$word\"); }\n"
      "}\ncomplete -F _mien mien\n";
  return script;
}

std::string zsh_completion(const CommandText& program) {
  std::string script = "#compdef mien\n" + std::string(kNotice);
  std::string paths, cases;
  walk(program, "", [&](const CommandText& command, const std::string& path) {
    if (!path.empty()) paths += fmt::format("      '{}') path='{}' ;;\n", path, path);
    zsh_command(cases, program, command, path);
  });
  // `path` is zsh's own array of folders: ours is called `place`.
  const auto renamed = [](std::string text) {
    for (std::size_t at = 0; (at = text.find(" path='", at)) != std::string::npos; at += 8)
      text.replace(at, 7, " place='");
    return text;
  };
  script +=
      "_mien() {\n  local place='' next i\n  for ((i = 2; i < CURRENT; i++)); do\n"
      "    next=\"${place:+$place }${words[i]}\"\n    case $next in\n" +
      renamed(paths) + "    esac\n  done\n  case $place in\n" + cases +
      "  esac\n}\n"
      "if [ \"$funcstack[1]\" = \"_mien\" ]; then _mien \"$@\"; else compdef _mien mien; fi\n";
  return script;
}

std::string fish_completion(const CommandText& program) {
  std::string script = kNotice;
  fish_options(script, program, "");
  walk(program, "", [&](const CommandText& command, const std::string& path) {
    std::string condition = path.empty() ? " -n __fish_use_subcommand" : "";
    if (!path.empty()) {
      std::string seen = "__fish_seen_subcommand_from " + path;
      if (const auto space = path.find(' '); space != std::string::npos)
        seen = fmt::format("__fish_seen_subcommand_from {}; and __fish_seen_subcommand_from {}",
                           path.substr(0, space), path.substr(space + 1));
      condition = fmt::format(" -n '{}'", seen);
      fish_options(script, command, condition);
    }
    for (const CommandText& below : command.commands)
      script += fmt::format("complete -c mien{} -f -a {} -d {}\n", condition, below.name,
                            fish_quoted(below.words));
  });
  return script;
}
