#include "manual_page.h"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <sstream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "mien/version.h"

namespace {

/// For roff: what it would take for its own becomes text.
std::string plain(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else
      out += c;
  }
  return out;
}

/// Text as lines, none of which begins with a request.
std::string lines(const std::string& text) {
  std::istringstream from(text);
  std::string out;
  for (std::string line; std::getline(from, line);) {
    if (line.empty()) continue;
    if (line.front() == '.' || line.front() == '\'') out += "\\&";
    out += plain(line) + "\n";
  }
  return out;
}

std::string upper(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

std::string value_words(const OptionText& option) {
  if (option.choices.empty()) return fmt::format("\\fI{}\\fR", plain(option.value));
  return plain(fmt::format("{}", fmt::join(option.choices, "|")));
}

void write_option(std::string& page, const OptionText& option) {
  std::string names;
  for (const std::string& name : option.names)
    names += fmt::format("{}\\fB{}\\fR", names.empty() ? "" : ", ", plain(name));
  if (names.empty()) names = fmt::format("\\fI{}\\fR", plain(option.value));
  const bool takes = !option.value.empty() && !option.names.empty();
  page += fmt::format(".TP\n{}{}{}\n", names, takes ? " " + value_words(option) : "",
                      option.many ? " ..." : "");
  page += lines(option.words.empty() ? "(see above)" : option.words);
  if (!option.otherwise.empty()) page += lines(fmt::format("Default: {}.", option.otherwise));
  if (!option.environment.empty())
    page += lines(fmt::format("Environment variable: {}.", option.environment));
}

void write_synopsis(std::string& page, const CommandText& command, const std::string& path) {
  page += fmt::format(".B {}\n", plain(path));
  if (!command.commands.empty()) page += "\\fICOMMAND\\fR\n";
  for (const OptionText& operand : command.operands) {
    const std::string words =
        fmt::format("\\fI{}\\fR{}", plain(operand.value), operand.many ? "..." : "");
    page += (operand.required ? words : "[" + words + "]") + "\n";
  }
  page += "[\\fIOPTION\\fR]...\n";
}

/// "Example: mien run …" in the footers becomes a block of its own.
void write_footer(std::string& page, const std::string& footer) {
  constexpr std::string_view kExample = "Example: ";
  if (!footer.starts_with(kExample)) {
    if (!footer.empty()) page += ".PP\n" + lines(footer);
    return;
  }
  page += ".PP\nExample:\n.PP\n.nf\n.RS 4\n";
  std::istringstream from(footer.substr(kExample.size()));
  for (std::string line; std::getline(from, line);) {
    const auto begin = line.find_first_not_of(' ');
    if (begin == std::string::npos) continue;
    const auto indent =
        begin > kExample.size() ? begin - kExample.size() : 0;  // of a continued line
    page += std::string(indent, ' ') + plain(line.substr(begin)) + "\n";
  }
  page += ".RE\n.fi\n";
}

void write_command(std::string& page, const CommandText& command, const std::string& path) {
  for (const OptionText& operand : command.operands) write_option(page, operand);
  for (const OptionText& option : command.options) write_option(page, option);
  write_footer(page, command.footer);
  for (const CommandText& below : command.commands) {
    const std::string whole = path + " " + below.name;
    page += fmt::format(".SH {}\n", plain(upper(below.name)));
    page += ".PP\n" + lines(below.words) + ".PP\n";
    write_synopsis(page, below, whole);
    write_command(page, below, whole);
  }
}

std::string head(const std::string& name, const std::string& words) {
  std::string page = fmt::format(
      ".\\\" Written by mien itself (`mien manual`).\n.TH {} 1 \"\" \"mien {}\" \"User "
      "Commands\"\n",
      plain(upper(name)), mien::kVersion);
  const std::string line = words.substr(0, words.find('\n'));
  return page + fmt::format(".SH NAME\n{} \\- {}\n.SH SYNOPSIS\n", plain(name), plain(line));
}

std::string program_page(const CommandText& program) {
  std::string page = head(program.name, program.words.substr(program.words.find(": ") + 2));
  write_synopsis(page, program, program.name);
  page += ".SH COMMANDS\n";
  for (const CommandText& command : program.commands)
    page += fmt::format(".TP\n\\fB{}\\fR\n", plain(command.name)) + lines(command.words);
  page += ".SH OPTIONS\n";
  for (const OptionText& option : program.options) write_option(page, option);
  page += ".SH EXIT STATUS\n" + lines(program.footer) + ".SH SEE ALSO\n";
  std::vector<std::string> others;
  for (const CommandText& command : program.commands)
    others.push_back(fmt::format("\\fB{}\\-{}\\fR(1)", program.name, plain(command.name)));
  return page + fmt::format("{}\n", fmt::join(others, ",\n"));
}

}  // namespace

std::string manual_page(const CommandText& program, const CommandText& command) {
  if (&program == &command) return program_page(program);
  const std::string path = program.name + " " + command.name;
  std::string page = head(program.name + "-" + command.name, command.words);
  write_synopsis(page, command, path);
  page += ".SH DESCRIPTION\n" + lines(command.words) + ".SH OPTIONS\n";
  write_command(page, command, path);
  return page +
         fmt::format(".SH SEE ALSO\n\\fB{}\\fR(1): options of every command\n", program.name);
}
