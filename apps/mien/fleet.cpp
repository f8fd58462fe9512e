#include <algorithm>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "mien/error.h"

#include "base/text.h"
#include "base/url.h"
#include "commands.h"
#include "environment.h"
#include "fleet/camera_topic.h"
#include "fleet/fleet_holds.h"

namespace {

using mien::fleet::change_fleet;
using mien::fleet::FleetCamera;
using mien::fleet::FleetHold;
using mien::fleet::FleetHost;
using mien::fleet::FleetValue;
using mien::fleet::is_named;
using mien::fleet::read_fleet_value;

struct FleetArguments {
  std::string fleet, cameras, who, reason;
  bool figures_only = false;
  std::vector<std::string> names;
};

/// The address of a section, without passwords.
std::string input_of(const FleetCamera& camera) {
  const auto section = nlohmann::json::parse(camera.section, nullptr, false);
  const auto input = section.is_object() ? section.find("input") : section.end();
  return section.is_object() && input != section.end() && input->is_string()
             ? mien::masked(input->get<std::string>())
             : "?";
}

mien::config::FleetConfig read(const FleetArguments& arguments) {
  return mien::config::load_fleet_config(arguments.fleet, environment_map());
}

/// What was done to which cameras: in words, or {"set": ["entrance"]}.
void tell(const AppContext& context, const char* done, const std::vector<std::string>& cameras,
          const std::string& words) {
  if (context.json)
    fmt::print("{}\n", nlohmann::json{{done, cameras}}.dump());
  else
    fmt::print("{}\n", words);
}

/// A camera that is set anew keeps what people decided of it.
void put(const FleetArguments& arguments, const AppContext& context) {
  const auto config = read(arguments);
  const auto sections = mien::config::camera_sections(arguments.cameras);
  const auto anew = mien::fleet::set_anew(mien::fleet::open_cameras(config), sections);
  mien::fleet::write_cameras(config, anew.changes);
  for (const std::string& name : anew.lost)
    fmt::print(stderr,
               "mien: camera {}: its pause or confirmation could not be read and is gone: pause or "
               "confirm it anew\n",
               name);
  std::vector<std::string> names;
  for (const auto& [name, section] : sections) names.push_back(name);
  tell(context, "set", names, mien::counted(std::ssize(names), "camera") + " set");
}

void remove(const FleetArguments& arguments, const AppContext& context) {
  const auto config = read(arguments);
  const auto known = mien::fleet::list_cameras(config);
  mien::fleet::CameraChanges gone;
  for (const std::string& name : arguments.names)
    std::ranges::move(mien::fleet::removal_of(mien::fleet::check_in_fleet(known, name)),
                      std::back_inserter(gone));
  mien::fleet::write_cameras(config, gone);
  tell(context, "removed", arguments.names,
       mien::counted(std::ssize(arguments.names), "camera") + " removed");
}

std::string words_of(const FleetHold& hold) {
  std::vector<std::string> words;
  if (hold.pause)
    words.push_back(fmt::format("paused by {}: {}", hold.pause->who, hold.pause->reason));
  if (hold.suspended)
    words.push_back(
        fmt::format("figures suspended by {}: {}", hold.suspended->who, hold.suspended->reason));
  return fmt::format("{}", fmt::join(words, "; "));
}

void pause(const FleetArguments& arguments, const AppContext& context) {
  if (arguments.figures_only && is_named(arguments.names, ""))
    throw mien::Error(mien::ErrorKind::usage, "--figures-only", "is for cameras by name, not 'all'",
                      "name the cameras");
  const mien::oversight::Pause pause{
      mien::oversight::name_given(arguments.who.empty() ? user_name() : arguments.who),
      arguments.reason, mien::wall_now(), arguments.figures_only};
  const auto done =
      change_fleet(read(arguments), arguments.names, [&](const std::string&, FleetValue& value) {
        auto& own = pause.figures_only ? value.hold.suspended : value.hold.pause;
        if (!own) own = pause;
        return true;
      });
  tell(
      context, pause.figures_only ? "figures_suspended" : "paused", done,
      fmt::format("{} {}, on whichever host runs {}: {}", mien::counted(std::ssize(done), "camera"),
                  pause.figures_only ? "without figures" : "paused",
                  done.size() == 1 ? "it" : "them", fmt::join(done, ", ")));
}

/// A camera's pause or, where it has none and is named, that of its figures: as on one host.
void resume(const FleetArguments& arguments, const AppContext& context) {
  const bool all = is_named(arguments.names, "");
  const auto done =
      change_fleet(read(arguments), arguments.names, [&](const std::string&, FleetValue& value) {
        auto& [pause, suspended, confirmed] = value.hold;
        return std::exchange(pause, std::nullopt).has_value() ||
               (!all && std::exchange(suspended, std::nullopt).has_value());
      });
  tell(context, "resumed", done,
       fmt::format("{} ended{}{}", mien::counted(std::ssize(done), "pause"),
                   done.empty() ? "" : ": ", fmt::join(done, ", ")));
}

void list(const FleetArguments& arguments, const AppContext& context) {
  const auto reason = [](const std::optional<mien::oversight::Pause>& pause) {
    return pause ? nlohmann::json(pause->reason) : nlohmann::json();
  };
  nlohmann::json all = nlohmann::json::array();
  for (const FleetCamera& camera : mien::fleet::list_cameras(read(arguments))) {
    const FleetHold hold = read_fleet_value(camera.name, camera.section).hold;
    all.push_back({{"camera", camera.name},
                   {"input", input_of(camera)},
                   {"paused", reason(hold.pause)},
                   {"figures_suspended", reason(hold.suspended)},
                   {"notice_confirmed", hold.confirmed.has_value()}});
    if (!context.json) fmt::print("{:24} {} {}\n", camera.name, input_of(camera), words_of(hold));
  }
  if (context.json) fmt::print("{}\n", nlohmann::json{{"cameras", all}}.dump());
}

void status(const FleetArguments& arguments, AppContext& context) {
  const auto config = read(arguments);
  const auto cameras = mien::fleet::list_cameras(config);
  nlohmann::json hosts = nlohmann::json::array();
  std::size_t placed = 0;
  for (const FleetHost& host : mien::fleet::list_hosts(config)) {
    std::vector<std::string> own;
    for (const FleetCamera& camera : cameras)
      if (std::ranges::find(host.partitions, camera.partition) != host.partitions.end())
        own.push_back(camera.name);
    placed += own.size();
    hosts.push_back({{"host", host.host}, {"address", host.address}, {"cameras", own}});
    if (!context.json)
      fmt::print("{:24} {:16} {}{}{}\n", host.host, host.address,
                 mien::counted(std::ssize(own), "camera"), own.empty() ? "" : ": ",
                 fmt::join(own, ", "));
  }
  const std::size_t lacking = cameras.size() - placed;
  if (context.json)
    fmt::print(
        "{}\n",
        nlohmann::json{{"hosts", hosts}, {"cameras", cameras.size()}, {"without_host", lacking}}
            .dump());
  else
    fmt::print("{}, {} without a host\n", mien::counted(std::ssize(cameras), "camera"), lacking);
  if (lacking > 0) context.exit_code = 3;
}

}  // namespace

void add_fleet_command(CLI::App& app, AppContext& context) {
  auto* command = app.add_subcommand("fleet", "Manages the cameras that a group of hosts shares");
  auto arguments = std::make_shared<FleetArguments>();
  command->require_subcommand(1);
  const auto add = [arguments, &context](CLI::App& above, const char* name, const char* words,
                                         const char* example) {
    auto* one = above.add_subcommand(name, words);
    one->add_option("-f,--fleet", arguments->fleet, "Brokers and the name of the group (YAML)")
        ->required();
    one->add_flag("--json", context.json, "Machine-readable");
    one->footer(example);
    return one;
  };
  auto* cameras =
      command->add_subcommand("cameras", "Sets, lists, pauses or removes shared cameras");
  cameras->require_subcommand(1);
  cameras->footer("Example: mien fleet cameras list -f fleet.yaml");
  auto* put_one = add(*cameras, "put", "Adds or changes the cameras of a file",
                      "Example: mien fleet cameras put -f fleet.yaml cameras.yaml");
  put_one->add_option("CONFIG", arguments->cameras, "A file with a section 'cameras' (YAML)")
      ->required();
  put_one->callback([arguments, &context] { put(*arguments, context); });
  auto* remove_one = add(*cameras, "remove", "Removes cameras by name",
                         "Example: mien fleet cameras remove -f fleet.yaml entrance");
  remove_one->add_option("NAME", arguments->names, "Cameras")->required();
  remove_one->callback([arguments, &context] { remove(*arguments, context); });
  auto* pause_one =
      add(*cameras, "pause", "Pauses cameras at once, on whichever host runs them",
          "Example: mien fleet cameras pause -f fleet.yaml entrance --reason \"school visit\"");
  pause_one->add_option("NAME", arguments->names, "Names of cameras, or all")->required();
  pause_one->add_option("--reason", arguments->reason, "Why; shown in the log and on the page")
      ->required();
  pause_one->add_option("--name", arguments->who, "Who pauses (default: the user who runs this)");
  pause_one->add_flag("--figures-only", arguments->figures_only,
                      "Keep the cameras running, but count nobody in front of them");
  pause_one->callback([arguments, &context] { pause(*arguments, context); });
  auto* resume_one = add(*cameras, "resume",
                         "Ends the pause of cameras; if a named camera is not "
                         "paused, ends the suspension of its figures",
                         "Example: mien fleet cameras resume -f fleet.yaml entrance");
  resume_one->add_option("NAME", arguments->names, "Cameras, or all")->required();
  resume_one->callback([arguments, &context] { resume(*arguments, context); });
  add(*cameras, "list", "Lists all shared cameras",
      "Example: mien fleet cameras list -f fleet.yaml --json")
      ->callback([arguments, &context] { list(*arguments, context); });
  add(*command, "status", "Shows which host runs which camera; exit code 3 if one has no host",
      "Example: mien fleet status -f fleet.yaml")
      ->callback([arguments, &context] { status(*arguments, context); });
  command->footer(
      "Example: mien fleet cameras put -f fleet.yaml cameras.yaml\n"
      "Example: mien fleet cameras pause -f fleet.yaml entrance --reason \"school visit\"\n"
      "Example: mien serve -c host.yaml --fleet fleet.yaml\n"
      "Example: mien fleet status -f fleet.yaml");
}
