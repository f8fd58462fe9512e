#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "mien/config.h"
#include "mien/error.h"

#include "audience/audit_log.h"
#include "audience/store.h"
#include "audience/told.h"
#include "base/output_guard.h"
#include "base/text.h"
#include "commands.h"
#include "environment.h"
#include "import_table.h"
#include "imports/play_log.h"
#include "imports/player_clock.h"

namespace {

namespace fs = std::filesystem;
using namespace mien::audience;
using namespace mien::imports;

constexpr int kBadLines = 3;

struct ImportArguments : TableArguments {
  std::string source, camera, player_zone;
  std::vector<std::string> screens;  ///< SCREEN=CAMERA
  double ahead_s = 0;
};

/// Which camera looks at which screen, by the configuration.
void take_screens(const mien::RunConfig& config, const std::string& file, PlayLogOptions& options) {
  const auto said = options.screens;
  for (const mien::CameraConfig& camera : config.cameras) {
    if (camera.screen.empty() || said.contains(camera.screen)) continue;
    const auto [known, is_new] = options.screens.try_emplace(camera.screen, camera.name);
    if (!is_new)
      fmt::print(stderr,
                 "mien: {0}: '{1}' is the screen of {2} and of {3}: its lines are {2}'s only (for "
                 "{3} import them again with --camera and another --source)\n",
                 file, camera.screen, known->second, camera.name);
  }
}

PlayLogOptions log_options(const ImportArguments& arguments, const TableSettings& settings) {
  PlayLogOptions options{.file = arguments.file,
                         .utc_offset = settings.utc_offset(),
                         .clock = settings.clock(),
                         .dates = arguments.dates,
                         .encoding = arguments.encoding,
                         .separator = arguments.separator};
  options.ahead = mien::milliseconds_of(arguments.ahead_s);
  options.camera = arguments.camera;
  options.player_zone = arguments.player_zone;
  for (const std::string& pair : arguments.screens) {
    const std::size_t equals = pair.rfind('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == pair.size())
      throw mien::Error(mien::ErrorKind::usage, "--screen", "'" + pair + "' is not a pair",
                        "write it as SCREEN=CAMERA");
    options.screens[pair.substr(0, equals)] = pair.substr(equals + 1);
  }
  options.contents = settings.contents();
  if (settings.config()) take_screens(*settings.config(), arguments.config, options);
  return options;
}

auto count_by(const PlayLog& log, std::string Played::*key) {
  std::map<std::string, std::int64_t> counts;
  for (const PlayLine& line : log.lines) ++counts[line.played.*key];
  return counts;
}

struct Imported {
  PlaysAdded stored;
  PlayerClock clock;
  std::vector<double> clocks_taken;  ///< with which the lines of its source are in the file
};

nlohmann::json clock_json(const PlayerClock& clock) {
  if (!clock.guess) return {{"unknown", clock.why_not}};
  const auto& [ahead, stays] = *clock.guess;
  return {{"ahead_s", ahead.value}, {"low_s", ahead.low}, {"high_s", ahead.high}, {"stays", stays}};
}

void print_json(const ImportArguments& arguments, const PlayLog& log, const Imported& done) {
  const PlaysAdded& stored = done.stored;
  const nlohmann::json result{{"file", arguments.file},
                              {"db", arguments.database},
                              {"format", log.format},
                              {"lines", log.lines.size()},
                              {"imported", stored.added},
                              {"known", stored.known},
                              {"stays_placed", stored.placed},
                              {"stays_uncut", stored.uncut},
                              {"cameras", count_by(log, &Played::camera)},
                              {"cameras_without_stays", stored.unseen},
                              {"contents", count_by(log, &Played::content)},
                              {"clock_offset_s", arguments.ahead_s},
                              {"clock_offset_estimate", clock_json(done.clock)},
                              {"clock_offsets_of_source", done.clocks_taken},
                              {"bad_lines", json_of(log.bad)},
                              {"bad_causes", json_of(by_cause(log.bad, false))},
                              {"passed_over", log.passed_over},
                              {"local_times", log.times.local},
                              {"repeated_times", log.times.repeated},
                              {"ignored_columns", log.ignored_columns}};
  fmt::print("{}\n", result.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

void print_words(const ImportArguments& arguments, const TableSettings& settings,
                 const PlayLog& log, const Imported& done) {
  const PlaysAdded& stored = done.stored;
  fmt::print("{} ({}): {} imported into {}", arguments.file, log.format,
             mien::counted(stored.added, "line"), arguments.database);
  if (stored.known > 0) fmt::print(", {} already there", stored.known);
  if (!log.bad.empty())
    fmt::print(", {} could not be read", mien::counted(std::ssize(log.bad), "line"));
  fmt::print("\n{} assigned to what was shown\n", mien::counted(stored.placed, "stay"));
  if (stored.uncut > 0)
    fmt::print(
        "{} across a change of content cannot be cut (stored by an older version of mien, or by\n"
        "a program that was killed): the content is kept\n",
        mien::counted(stored.uncut, "stay"));
  if (!log.lines.empty())
    fmt::print("The player's clock: {}\n", words_of(done.clock, arguments.ahead_s));
  if (const std::string several = words_of(done.clocks_taken); !several.empty())
    fmt::print("{}: {}\n", arguments.source, several);
  for (const std::string& camera : stored.unseen)
    fmt::print(
        "'{}' has no stay in {}: name the camera that looks at this screen (--screen '{}'=CAMERA,"
        " or screen: in its configuration)\n",
        camera, arguments.database, camera);
  for (const auto& [what, count] : log.passed_over)
    fmt::print("{} skipped: {}\n", mien::counted(count, "line"), what);
  settings.print_times(log.times, "line");
  for (const std::string& column : log.ignored_columns)
    fmt::print("column '{}' was not read\n", column);
}

void import(ImportArguments arguments, AppContext& context) {
  const TableSettings settings(arguments);
  const PlayLogOptions options = log_options(arguments, settings);
  if (arguments.source.empty()) arguments.source = "play log";
  mien::refuse_overwriting(std::vector<fs::path>{arguments.file},
                           std::vector<fs::path>{arguments.database});
  PlayLog log = read_play_log(table_file(arguments.file), options);
  Imported done;
  PlaysAdded& stored = done.stored;
  if (!log.lines.empty() || log.bad.empty()) {
    Store store(arguments.database, settings.store());
    leave_out_untimely(log, mien::wall_now(), store.retention_days());
    AuditLog(arguments.database)
        .add({mien::wall_now(), user_name() + " at the command line", "play log imported",
              fmt::format("{}: {}, source {}, the player's clock {:+.3f} s",
                          fs::path(arguments.file).filename().string(),
                          mien::counted(std::ssize(log.lines), "line"), arguments.source,
                          arguments.ahead_s)});
    stored = store.add_shown(log.lines, arguments.source);
    store.decide(store.mind_clock(mien::wall_now()).believed);
    done.clock = guess_clock(arguments.database, log.lines, store.min_audience());
    done.clocks_taken = clocks_taken(arguments.database, arguments.source);
    const std::string several = words_of(done.clocks_taken);
    tell_player_clock(
        arguments.database, arguments.source,
        words_of(done.clock, arguments.ahead_s) + (several.empty() ? "" : "; " + several));
  }
  report_bad_lines(arguments.file, log.bad);
  if (context.json)
    print_json(arguments, log, done);
  else if (!context.quiet)
    print_words(arguments, settings, log, done);
  const bool none = stored.added == 0 && stored.known == 0;
  if (!log.bad.empty() && (none || arguments.strict)) context.exit_code = kBadLines;
}

void add_import_command(CLI::App& contents, AppContext& context) {
  auto* command =
      contents.add_subcommand("import", "Imports a player's log of what the screens showed");
  const auto arguments = std::make_shared<ImportArguments>();
  command
      ->add_option("file", arguments->file,
                   "A table (screen or camera, content, begin, end), Xibo's export of proof of\n"
                   "play, or the log of a BrightSign player")
      ->required()
      ->type_name("FILE");
  add_table_options(*command, *arguments);
  command
      ->add_option("--screen", arguments->screens,
                   "The camera that looks at a screen of the log (default: the one with that\n"
                   "screen: in --config, else the camera of that name); can be repeated")
      ->type_name("SCREEN=CAMERA");
  command->add_option("--camera", arguments->camera, "Assign every line to this camera")
      ->type_name("NAME");
  command
      ->add_option("--clock-offset", arguments->ahead_s,
                   "How many seconds the player's clock is ahead of the camera's")
      ->capture_default_str()
      ->check(CLI::Range(-86400.0, 86400.0));
  command->add_option("--player-zone", arguments->player_zone,
                      "Zone to read, for a player that shows several zones at once");
  command->add_option("--source", arguments->source,
                      "Name of the log (default: play log): what `contents undo` takes back");
  command->add_flag("--json", context.json, "Machine-readable");
  command->add_flag("--quiet", context.quiet, "Print only the lines that could not be read");
  command->footer(
      "Stays are cut where the content changed, those already stored and those that follow.\n"
      "Importing a log again adds nothing; with another --clock-offset it assigns the stays anew.\n"
      "Example: mien contents import playlog.csv --db mien.db --screen lobby=aisle-3");
  command->callback([arguments, &context] { import(*arguments, context); });
}

}  // namespace

void add_contents_command(CLI::App& app, AppContext& context) {
  auto* command = app.add_subcommand(
      "contents", "Imports play logs (what the screens showed), or takes them back");
  command->require_subcommand(1);
  command->footer("Example: mien contents import playlog.csv --db mien.db --screen lobby=aisle-3");
  add_import_command(*command, context);
  add_contents_undo_command(*command, context);
}
