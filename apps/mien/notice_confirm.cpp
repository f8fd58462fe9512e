#include "notice_confirm.h"

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "mien/error.h"

#include "audience/audit_log.h"
#include "base/database_name.h"
#include "config/cameras.h"
#include "config/fleet_config.h"
#include "environment.h"
#include "fleet/camera_topic.h"
#include "fleet/fleet_holds.h"
#include "notice/notice.h"
#include "oversight/holds.h"

namespace {

/// By camera, in the order of the configuration.
using Confirmed = std::vector<std::pair<std::string, mien::oversight::Confirmation>>;

/// A new file would be one that no server reads: the camera would stay held back.
void check_there(const std::filesystem::path& file, bool named) {
  std::error_code ignored;
  if (std::filesystem::is_regular_file(file, ignored)) return;
  throw mien::Error(mien::ErrorKind::input, std::filesystem::absolute(file, ignored).string(),
                    "there is no such database; nothing was confirmed",
                    named ? "name the server's database with --db"
                          : "start mien serve once, run this in the folder that it runs in, or "
                            "name its database with --db");
}

/// Keeps it in the server's database.
void keep(const NoticeArguments& arguments, const mien::RunConfig& config,
          const Confirmed& confirmed) {
  std::filesystem::path file = arguments.database;
  if (file.empty()) file = mien::database_of(config);
  check_there(file, !arguments.database.empty());
  mien::audience::AuditLog audit(file);
  mien::oversight::Holds holds(file);
  for (const auto& [camera, one] : confirmed) {
    audit.add({mien::wall_now(), one.who, "notice confirmed",
               fmt::format("{}: {} in {}", camera, one.notice.substr(0, 16), one.languages)});
    holds.confirm(camera, one);
  }
}

/// Keeps it where the cameras' sections are: it goes along to whichever host has the camera.
void keep_in_fleet(const NoticeArguments& arguments, const Confirmed& confirmed) {
  mien::fleet::change_fleet(
      mien::config::load_fleet_config(arguments.fleet, environment_map()), arguments.confirmed,
      [&](const std::string& camera, mien::fleet::FleetValue& value) {
        value.hold.confirmed =
            std::ranges::find(confirmed, camera, &Confirmed::value_type::first)->second;
        return true;
      });
}

}  // namespace

void confirm_notices(const NoticeArguments& arguments, const mien::RunConfig& config,
                     const AppContext& context) {
  for (const std::string& name : arguments.confirmed)
    if (name != "all" && !mien::config::camera_named(config, name))
      throw mien::Error(mien::ErrorKind::usage, "--confirm", "there is no camera '" + name + "'",
                        "name cameras of " +
                            (arguments.fleet.empty() ? arguments.config : "the fleet") +
                            ", or all");
  const std::string languages =
      fmt::format("{}", fmt::join(mien::notice::languages_of(config), ", "));
  const std::string who = user_name() + " at the command line";
  Confirmed confirmed;
  for (const mien::CameraConfig& camera : config.cameras)
    if (mien::fleet::is_named(arguments.confirmed, camera.name))
      confirmed.emplace_back(camera.name, mien::oversight::Confirmation{
                                              mien::notice::notice_fingerprint(config, camera),
                                              languages, who, mien::wall_now()});
  if (arguments.fleet.empty())
    keep(arguments, config, confirmed);
  else
    keep_in_fleet(arguments, confirmed);
  nlohmann::json done = nlohmann::json::array();
  for (const auto& [camera, one] : confirmed) {
    done.push_back({{"camera", camera}, {"notice", one.notice}, {"languages", languages}});
    if (!context.json && !context.quiet)
      fmt::print("{}: the notice in {} hangs ({}){}\n", camera, languages, who,
                 arguments.fleet.empty() ? "; a server that runs reads it with a reload" : "");
  }
  if (context.json) fmt::print("{}\n", nlohmann::json{{"confirmed", done}}.dump());
}

void take_fleet(const NoticeArguments& arguments, mien::RunConfig& config) {
  if (arguments.fleet.empty()) return;
  config.cameras.clear();
  for (const auto& camera : mien::fleet::list_cameras(
           mien::config::load_fleet_config(arguments.fleet, environment_map())))
    config.cameras.push_back(mien::config::camera_of_section(
        camera.name, mien::fleet::read_fleet_value(camera.name, camera.section).section));
}
