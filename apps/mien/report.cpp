#include "report.h"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#include "mien/error.h"

#include "base/output_guard.h"
#include "report/report.h"

namespace {

namespace fs = std::filesystem;

struct ReportArguments {
  std::vector<std::string> folders;
  std::string out;  ///< empty: report.html in the first folder
};

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

/// Why the page could not be written; no error where it was.
std::error_code write_page(const fs::path& file, const std::string& page) {
  errno = 0;
  std::ofstream stream(file, std::ios::binary);
  stream << page;
  stream.close();
  return stream ? std::error_code() : std::error_code(errno ? errno : EIO, std::generic_category());
}

/// Written beside the target and renamed: a reader never sees half a page, and a page that is there
/// stays whole when the disk is full. A pipe or a device is written to as it is.
void write(const fs::path& file, const std::string& page) {
  std::error_code failed, ignored;
  if (file.has_parent_path()) fs::create_directories(file.parent_path(), ignored);
  if (fs::exists(file, ignored) && !fs::is_regular_file(file, ignored)) {
    failed = write_page(file, page);
  } else {
    fs::path part = file;
    part += ".part";
    failed = write_page(part, page);
    if (!failed) fs::rename(part, file, failed);
    if (failed) fs::remove(part, ignored);
  }
  if (!failed) return;
  throw mien::Error(mien::ErrorKind::output, file.string(),
                    "cannot be written: " + failed.message(),
                    "check the folder, its permissions and the free space");
}

void report(ReportArguments arguments, const AppContext& context) {
  if (arguments.out.empty())
    arguments.out = (fs::path(arguments.folders.front()) / "report.html").string();
  const std::vector<fs::path> folders(arguments.folders.begin(), arguments.folders.end());
  mien::refuse_overwriting(read_by_reports(folders), std::vector<fs::path>{arguments.out});
  const std::string page = mien::report::report_html(folders);
  write(arguments.out, page);
  if (context.json) {
    const nlohmann::json result{
        {"report", arguments.out}, {"bytes", page.size()}, {"folders", arguments.folders}};
    fmt::print("{}\n", result.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  } else if (!context.quiet) {
    fmt::print("{}: {} KB, open it in any browser\n", arguments.out, (page.size() + 999) / 1000);
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
  command->add_flag("--json", context.json, "Machine-readable");
  command->add_flag("--quiet", context.quiet, "Print nothing");
  command->footer(
      "Example: mien report monday/ tuesday/ -o week.html\n"
      "         mien report bench/ profile/ tune/ density/ -o performance.html");
  command->callback([arguments, &context] { report(*arguments, context); });
}
