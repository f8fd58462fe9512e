#include "report.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <system_error>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "mien/error.h"

#include "audience/told.h"
#include "base/database_name.h"
#include "base/output_guard.h"
#include "base/page_file.h"
#include "database/stand_in.h"
#include "outputs.h"
#include "report/comparison.h"
#include "report/report.h"
#include "store_clock.h"

namespace {

namespace fs = std::filesystem;

struct ReportArguments {
  std::vector<std::string> folders;
  std::string out;  ///< empty: report.html in the first folder
  std::vector<std::string> compare;
  std::string time_zone;
};

/// However often, and by whatever path, a folder is named: it counts once.
std::vector<fs::path> each_once(const std::vector<std::string>& names) {
  std::vector<fs::path> folders;
  std::set<fs::path> known;
  for (const std::string& name : names) {
    std::error_code ignored;
    const fs::path place = fs::weakly_canonical(fs::path(name) / ".", ignored);
    if (place.empty() || known.insert(place).second) folders.emplace_back(name);
  }
  return folders;
}

/// What lies in the folders, but for former pages.
std::vector<fs::path> read_by_reports(const std::vector<fs::path>& folders) {
  std::vector<fs::path> files;
  for (const fs::path& folder : folders) {
    std::error_code ignored;
    for (fs::directory_iterator entry(folder, ignored), end; !ignored && entry != end;
         entry.increment(ignored))
      if (entry->path().extension() != ".html") files.push_back(entry->path());
  }
  return files;
}

/// Where that fails, so does writing, which says why.
void make_folder_of(const fs::path& file) {
  std::error_code ignored;
  if (file.has_parent_path()) fs::create_directories(file.parent_path(), ignored);
}

std::string words_of(const nlohmann::json& row) {
  const auto& difference = row["difference"];
  const double p = row["p_holm"].get<double>();
  return fmt::format("{:+.3f} ({:+.3f} to {:+.3f}), p {}", difference["value"].get<double>(),
                     difference["low"].get<double>(), difference["high"].get<double>(),
                     p < 0.001 ? "< 0.001" : fmt::format("{:.3f}", p));
}

void print_comparison(const nlohmann::json& comparison) {
  fmt::print("{} against {}: {}\n", comparison["b"].get<std::string>(),
             comparison["a"].get<std::string>(), comparison["finding"].get<std::string>());
  for (const auto& row : comparison["rows"]) {
    const std::string content = row["title"].get<std::string>();
    const std::string of = comparison["kind"] == "contents" ? ""
                           : content.empty()                ? " of all"
                                                            : " of " + content;
    fmt::print("  {}{}: {}\n", row["measure"].get<std::string>(), of, words_of(row));
  }
  for (const auto& content : comparison["withheld"])
    fmt::print("  {}: too few people on a side\n",
               content.get<std::string>().empty() ? "all" : content.get<std::string>());
}

/// Beside the results, unless somebody says where.
std::string page_for(const ReportArguments& arguments) {
  if (!arguments.out.empty()) return arguments.out;
  const fs::path folder = arguments.folders.front();
  if (fs::is_directory(folder) && !mien::may_be_written(folder))
    throw mien::Error(mien::ErrorKind::output, folder.string(),
                      "is read-only: the page cannot be written there",
                      "choose a place for the page: -o report.html");
  return (folder / "report.html").string();
}

/// As the results were told whose they are, unless somebody says better.
std::string zone_of(const ReportArguments& arguments, const std::vector<fs::path>& folders) {
  if (!arguments.time_zone.empty()) return arguments.time_zone;
  std::vector<std::string> zones;
  for (const fs::path& folder : folders) {
    std::string zone = mien::audience::told_in(folder / mien::kDatabaseName).time_zone;
    if (!zone.empty() && std::ranges::find(zones, zone) == zones.end())
      zones.push_back(std::move(zone));
  }
  if (zones.size() > 1)
    fmt::print(stderr,
               "mien: the folders are of stores on different clocks ({}): days and hours are those "
               "of {} (set another with --time-zone)\n",
               fmt::join(zones, ", "), zones.front());
  return zones.empty() ? std::string() : zones.front();
}

/// `folders`: none of them is changed but for what its own database decides.
void make_report(const ReportArguments& arguments, const std::vector<fs::path>& folders,
                 const AppContext& context) {
  const mien::report::PageOptions options{.compare = arguments.compare,
                                          .clock = store_clock(zone_of(arguments, folders))};
  const std::string page = mien::report::report_html(folders, options);
  make_folder_of(arguments.out);
  write_page(arguments.out, page);
  nlohmann::json comparison;
  if (!arguments.compare.empty())
    comparison = mien::report::comparison_json(folders, arguments.compare[0], arguments.compare[1],
                                               options.clock);
  if (context.json) {
    nlohmann::json result{
        {"report", arguments.out}, {"bytes", page.size()}, {"folders", arguments.folders}};
    if (!comparison.is_null()) result["comparison"] = comparison;
    fmt::print("{}\n", result.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  } else if (!context.quiet) {
    if (!comparison.is_null()) print_comparison(comparison);
    fmt::print("{}: {} KB, open it in any browser\n", arguments.out, (page.size() + 999) / 1000);
  }
}

void report(ReportArguments arguments, const AppContext& context) {
  arguments.out = page_for(arguments);
  const std::vector<fs::path> folders = each_once(arguments.folders);
  mien::refuse_overwriting(read_by_reports(folders), std::vector<fs::path>{arguments.out});
  mien::check_is_page(arguments.out);  // before the work
  const mien::StandIns stand_ins(folders);
  try {
    make_report(arguments, stand_ins.folders(), context);
  } catch (const mien::Error& error) {
    throw stand_ins.named(error);
  }
}

}  // namespace

void add_report_command(CLI::App& app, AppContext& context) {
  auto arguments = std::make_shared<ReportArguments>();
  auto* command = app.add_subcommand("report",
                                     "Makes one self-contained page from the results of run, "
                                     "bench, tune, profile, density and eval");
  command
      ->add_option("folders", arguments->folders,
                   "Folders that those commands wrote with -o; runs are pooled")
      ->required()
      ->type_name("DIR");
  command
      ->add_option("-o,--out", arguments->out,
                   "The page to write (default: report.html in the first folder)")
      ->type_name("FILE");
  command
      ->add_option("--compare", arguments->compare,
                   "Two periods (days, both included), two contents, or two folders of results:\n"
                   "differences with intervals, corrected for their number")
      ->expected(2)
      ->type_name("A/B C/D");
  command
      ->add_option("--time-zone", arguments->time_zone,
                   "The store's time zone, such as Europe/Berlin, which sets where days begin\n"
                   "(default: as stored with the results)")
      ->type_name("NAME");
  command->add_flag("--json", context.json, "Machine-readable");
  command->add_flag("--quiet", context.quiet, "Print nothing");
  command->footer(
      "Example: mien report monday/ tuesday/ -o week.html\n"
      "         mien report out/ --compare 2026-11-02/2026-11-08 2026-11-09/2026-11-15\n"
      "         mien report bench/ profile/ tune/ density/ -o performance.html");
  command->callback([arguments, &context] { report(*arguments, context); });
}
