#include "report.h"

#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#include "mien/error.h"

#include "lab/lab.h"

namespace {

namespace fs = std::filesystem;

struct ReportArguments {
  std::vector<std::string> folders;
  std::string out = "report.html";
};

/// Written beside the target and renamed: a reader never sees half a page.
void write(const fs::path& file, const std::string& page) {
  const mien::Error failed(mien::ErrorKind::output, file.string(), "cannot be written",
                           "check the folder, its rights and the free space");
  fs::path part = file;
  part += ".part";
  std::error_code error;
  if (file.has_parent_path()) fs::create_directories(file.parent_path(), error);
  {
    std::ofstream stream(part, std::ios::binary);
    stream << page;
    if (!stream.flush()) {
      stream.close();
      fs::remove(part, error);
      throw failed;
    }
  }
  fs::rename(part, file, error);
  if (error) {
    std::error_code ignored;
    fs::remove(part, ignored);
    throw failed;
  }
}

void report(const ReportArguments& arguments, const AppContext& context) {
  const std::vector<fs::path> folders(arguments.folders.begin(), arguments.folders.end());
  const std::string page = mien::lab::report_html(folders);
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
  auto* command =
      app.add_subcommand("report", "One self-contained page from the folders that run left");
  command->add_option("folders", arguments->folders, "Folders that `mien run -o` left")
      ->required()
      ->type_name("DIR");
  command->add_option("-o,--out", arguments->out, "The page to write")
      ->type_name("FILE")
      ->capture_default_str();
  command->add_flag("--json", context.json, "Machine-readable");
  command->add_flag("--quiet", context.quiet, "Say nothing");
  command->footer("Example: mien report monday/ tuesday/ -o week.html");
  command->callback([arguments, &context] { report(*arguments, context); });
}
