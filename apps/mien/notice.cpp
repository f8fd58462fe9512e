#include "notice/notice.h"

#include <algorithm>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include "base/output_guard.h"
#include "commands.h"
#include "config_file.h"
#include "notice/qr.h"
#include "notice_confirm.h"
#include "outputs.h"

namespace {

using mien::notice::Notice;

constexpr std::size_t kColumns = 78;

/// Columns of UTF-8 text in the languages of the notice: its code points.
std::size_t columns(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](unsigned char c) { return (c & 0xC0) != 0x80; }));
}

void print_wrapped(std::string_view text, std::string_view indent) {
  std::string line;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    if (!line.empty() && indent.size() + columns(line) + 1 + columns(word) > kColumns) {
      fmt::print("{}{}\n", indent, line);
      line.clear();
    }
    if (!line.empty()) line += ' ';
    line += word;
  }
  if (!line.empty()) fmt::print("{}{}\n", indent, line);
}

void print_code(const std::string& url) {
  const bool colours = isatty(STDOUT_FILENO) == 1;  // black on white, whatever the terminal's own
  for (const std::string& line :
       mien::notice::qr_lines(mien::notice::make_qr(mien::notice::ascii_address(url))))
    fmt::print("  {}{}{}\n", colours ? "\033[30;107m" : "", line, colours ? "\033[0m" : "");
}

void print_text(const Notice& notice) {
  fmt::print("{}\n\n", notice.title);
  print_wrapped(notice.lead, "");
  for (const auto& section : notice.sections) {
    fmt::print("\n{}\n", section.heading);
    for (const std::string& line : section.lines) print_wrapped(line, "  ");
  }
  if (!notice.url.empty()) {
    fmt::print("\n{}\n  {}\n\n", notice.more, notice.url);
    print_code(notice.url);
  }
  fmt::print("\n");
  print_wrapped(notice.legal, "");
}

nlohmann::json to_json(const Notice& notice) {
  auto sections = nlohmann::json::array();
  for (const auto& section : notice.sections)
    sections.push_back({{"heading", section.heading}, {"lines", section.lines}});
  return {{"language", notice.language}, {"title", notice.title}, {"lead", notice.lead},
          {"sections", sections},        {"more", notice.more},   {"url", notice.url},
          {"legal", notice.legal}};
}

nlohmann::json facts_of(const mien::RunConfig& config) {
  auto cameras = nlohmann::json::array();
  auto staff = nlohmann::json::array();
  for (const auto& camera : config.cameras) {
    cameras.push_back(camera.name);
    if (!camera.staff.empty()) staff.push_back(camera.name);
  }
  return {{"controller", config.notice.controller},
          {"contact", config.notice.contact},
          {"cameras", cameras},
          {"cameras_with_staff_zones", staff},
          {"expressions", config.emotion != "none"},
          {"smile_only", config.expressions == mien::Expressions::smile},
          {"min_audience", config.audience.min_audience},
          {"retention_days", config.retention_days},
          {"raw_video", config.server.raw_video},
          {"identity", false},
          {"pictures_stored", false}};
}

void print_json(const mien::RunConfig& config, const std::vector<Notice>& notices,
                const std::vector<mien::notice::NoticeGap>& gaps, const std::string& out) {
  auto texts = nlohmann::json::array();
  for (const Notice& notice : notices) texts.push_back(to_json(notice));
  auto missing = nlohmann::json::array();
  for (const auto& gap : gaps) missing.push_back({{"key", gap.key}, {"remedy", gap.remedy}});
  nlohmann::json result{{"facts", facts_of(config)}, {"missing", missing}, {"notices", texts}};
  if (!out.empty()) result["page"] = out;
  fmt::print("{}\n", result.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

void notice(const NoticeArguments& arguments, const AppContext& context) {
  mien::RunConfig config = read_config_file(arguments.config, nullptr);
  take_fleet(arguments, config);
  if (!arguments.confirmed.empty()) return confirm_notices(arguments, config, context);
  if (!arguments.languages.empty()) config.notice.languages = arguments.languages;
  std::vector<Notice> notices;
  for (const std::string& language : mien::notice::languages_of(config))
    notices.push_back(mien::notice::make_notice(config, language));
  const auto gaps = mien::notice::notice_gaps(config);
  mien::refuse_overwriting(std::vector<std::filesystem::path>{arguments.config},
                           std::vector<std::filesystem::path>{arguments.out});
  if (!arguments.out.empty()) write_page(arguments.out, mien::notice::notice_page(config, ""));
  if (context.json) return print_json(config, notices, gaps, arguments.out);
  for (const auto& gap : gaps)
    fmt::print(stderr, "mien: {}: {} is not set ({})\n", arguments.config, gap.key, gap.remedy);
  if (context.quiet) return;
  if (!arguments.out.empty()) {
    fmt::print("{}: {} A4 sheet{}, open it in any browser and print it\n", arguments.out,
               notices.size(), notices.size() == 1 ? "" : "s");
    return;
  }
  for (std::size_t i = 0; i < notices.size(); ++i) {
    if (i > 0) fmt::print("\n{:=<{}}\n\n", "", kColumns);
    print_text(notices[i]);
  }
}

}  // namespace

void add_notice_command(CLI::App& app, AppContext& context) {
  auto arguments = std::make_shared<NoticeArguments>();
  auto* command =
      app.add_subcommand("notice", "Makes the printed notice for people in view of the cameras");
  command
      ->add_option("-c,--config", arguments->config,
                   "Configuration of the cameras and the controller (YAML)")
      ->required()
      ->type_name("FILE.yaml");
  command
      ->add_option(
          "--fleet", arguments->fleet,
          "Cameras of a group of hosts (mien serve --fleet) instead of the configuration's")
      ->type_name("FLEET.yaml");
  command
      ->add_option("--languages", arguments->languages,
                   "Languages instead of the configuration's: en, de, fr, es, it, nl")
      ->delimiter(',')
      ->type_name("LANGUAGE,...");
  command
      ->add_option(
          "--confirm", arguments->confirmed,
          "Confirm that the notice of this configuration hangs at these cameras (or all).\n"
          "Your name and the time are recorded. If other machines can reach the\n"
          "server, no camera goes live before that; after a change, confirm it again")
      ->type_name("CAMERA...");
  command
      ->add_option(
          "--db", arguments->database,
          "The server's database, which records the confirmation (default: storage.sqlite)")
      ->type_name("FILE.db");
  command->add_option("-o,--out", arguments->out, "HTML page to write, one A4 sheet per language")
      ->type_name("FILE.html");
  command->add_flag("--json", context.json, "Machine-readable");
  command->add_flag("--quiet", context.quiet, "Print only what is missing");
  command->footer(
      "The text follows from the configuration. It helps with what the law requires and is not "
      "legal\nadvice: have it reviewed before you put it up.\n"
      "Examples: mien notice -c mien.yaml --languages en,de -o notice.html\n"
      "          mien notice -c mien.yaml --confirm entrance till");
  command->callback([arguments, &context] { notice(*arguments, context); });
}
