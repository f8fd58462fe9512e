#include <atomic>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include "mien/error.h"

#include "base/claims.h"
#include "base/database_name.h"
#include "commands.h"
#include "demo/demo_history.h"
#include "demo_folder.h"
#include "environment.h"
#include "fleet_cameras.h"
#include "harden.h"
#include "http/auth.h"
#include "hub_link.h"
#include "outputs.h"
#include "serve/service.h"
#include "serve_check.h"
#include "serve_options.h"
#include "service_watch.h"

namespace {

namespace fs = std::filesystem;
using mien::serve::Service;

constexpr std::chrono::milliseconds kNap{100};
/// For an orderly end after a thread was lost.
constexpr std::chrono::seconds kLastSeconds{15};

std::atomic<bool> terminated{false}, hung_up{false};

void on_terminate(int) { terminated = true; }
void on_hang_up(int) { hung_up = true; }

/// SIGTERM is how a service is ended, SIGHUP how it is told to read its file again.
void catch_service_signals() {
  struct sigaction action {};
  action.sa_handler = on_terminate;
  action.sa_flags = SA_RESETHAND;
  sigaction(SIGTERM, &action, nullptr);
  action.sa_handler = on_hang_up;
  action.sa_flags = SA_RESTART;
  sigaction(SIGHUP, &action, nullptr);
}

void announce(Service& service, const ServeArguments& arguments, const AppContext& context,
              std::size_t cameras) {
  if (context.json) {
    const nlohmann::json line{
        {"url", service.url()}, {"port", service.port()}, {"demo", arguments.demo}};
    fmt::print("{}\n", line.dump());
    std::fflush(stdout);
  }
  mien::EventLog& log = service.log();
  log.info(mien::LogKind::service, fmt::format("listening on {}", service.url()));
  log.info(mien::LogKind::service,
           arguments.demo ? "sample data: four sample clips as cameras, made-up ratings, "
                            "and a made-up week before"
                          : fmt::format("{} camera{} of {}", cameras, cameras == 1 ? "" : "s",
                                        arguments.config));
}

void reload(Service& service) {
  try {
    service.reload("SIGHUP");
  } catch (const mien::Error&) {
    // what runs goes on, and the log says why
  }
}

std::optional<mien::config::Profile> profile_of(const ServeArguments& arguments) {
  if (arguments.profile.empty()) return std::nullopt;
  return mien::config::load_profile(arguments.profile);
}

void serve(const ServeArguments& arguments, AppContext& context) {
  catch_service_signals();
  keep_to_ourselves();
  give_memory_back();
  std::optional<DemoFolder> folder;
  if (arguments.demo) folder.emplace(arguments.out);
  const auto profile = profile_of(arguments);
  auto options = options_of(arguments, profile, context, folder ? folder->path() : fs::path());
  const std::size_t cameras = options.config.cameras.size();
  const auto unused = unused_lines(arguments, profile, options.config);
  guard_sinks(options.config, arguments.config);
  const auto claim = mien::claim_database(mien::database_of(options.config), arguments.config);
  if (arguments.demo)
    mien::demo::write_demo_history(mien::database_of(options.config), options.clock);
  const auto clock = options.clock;
  std::optional<mien::fleet::HubDesk> hub_desk;
  if (!arguments.hub.empty())
    hub_desk.emplace(mien::config::load_hub_link(arguments.hub, environment_map()));
  options.hub = hub_desk ? &*hub_desk : nullptr;
  Service service(std::move(options));
  service.start();
  announce(service, arguments, context, cameras);
  for (const std::string& words : unused) service.log().warn(mien::LogKind::config, words);
  ServiceWatch watch(environment_map(), [&](const std::string& words) {
    service.log().warn(mien::LogKind::thread, words);
  });
  FleetCameras sharing(arguments.fleet, service, clock);
  HubLink hub(hub_desk ? &*hub_desk : nullptr, arguments.hub, service);
  while (!context.interrupted->load() && !terminated) {
    if (const auto failure = service.failure()) {
      exit_within(kLastSeconds);
      std::rethrow_exception(failure);
    }
    watch.tick(service.ready(),
               [&](std::chrono::milliseconds time) { return service.silent(time); });
    if (service.ready()) sharing.look_after();
    if (service.ready()) hub.start();
    if (service.ready() && hung_up.exchange(false)) reload(service);
    std::this_thread::sleep_for(kNap);
  }
  watch.stopping();
  service.log().info(mien::LogKind::service, "stopping");
  hub.ask_to_stop();  // its last request may wait for an answer: beside all else
  sharing.stop();     // gives cameras back, which takes a server that runs
  service.stop();
  hub.stop();
  if (context.interrupted->load()) context.exit_code = 130;
}

/// A line of words, or {"token": …}.
void print_one(const char* what, const std::string& text, const AppContext& context) {
  if (context.json)
    fmt::print("{}\n", nlohmann::json{{what, text}}.dump());
  else
    fmt::print("{}\n", text);
}

void hash_token(const AppContext& context) {
  std::string token;
  std::getline(std::cin, token);
  if (!token.empty() && token.back() == '\r') token.pop_back();
  if (token.empty())
    throw mien::Error(mien::ErrorKind::usage, "--hash-token",
                      "no token was given on standard input",
                      "echo TOKEN | mien serve --hash-token");
  print_one("hash", mien::http::hashed(token), context);
}

void check_file(const ServeArguments& arguments, AppContext& context) {
  const auto profile = profile_of(arguments);
  const auto choose = [&](mien::RunConfig& config) {
    if (profile) take_choices(*profile, arguments.force, /*starts=*/false, config);
  };
  check_config(arguments.checked, arguments.config, choose, context);
}

void check(const ServeArguments& arguments) {
  const auto refuse = [](const char* what, const char* remedy) {
    throw mien::Error(mien::ErrorKind::usage, "serve", what, remedy);
  };
  if (arguments.demo && !arguments.config.empty())
    refuse("--demo brings its own configuration", "leave out -c, or --demo");
  if (arguments.demo && !arguments.profile.empty())
    refuse("--demo brings its own configuration", "leave out --profile, or --demo");
  if (!arguments.demo && arguments.config.empty())
    refuse("needs a configuration", "add -c mien.yaml, or try it with --demo");
  if (!arguments.demo && !arguments.out.empty())
    refuse("-o is for the demo", "name the database in the configuration (storage.sqlite)");
}

}  // namespace

void add_serve_command(CLI::App& app, AppContext& context) {
  auto* command =
      app.add_subcommand("serve", "Runs live cameras: dashboard, kiosk, API, events, metrics");
  auto arguments = std::make_shared<ServeArguments>();
  command->add_option("-c,--config", arguments->config, "Cameras and settings (YAML)");
  command->add_option(
      "--profile", arguments->profile,
      "Settings that `mien tune` saved (best.yaml); those that apply only to recordings are "
      "ignored with a warning");
  command->add_flag("--force", arguments->force,
                    "Accept a profile that was tuned on another machine, and adapt it");
  command->add_flag("--demo", arguments->demo,
                    "Sample clips as four cameras, sample ratings, a made-up week before");
  command->add_option("-o,--out", arguments->out,
                      "With --demo: folder for its database (else a temporary one)");
  command
      ->add_option("--port", arguments->port, "Port instead of the configuration's (0: a free one)")
      ->check(CLI::Range(0, 65535));
  command
      ->add_option(
          "--check", arguments->checked,
          "Check this file and exit: what it configures and, with -c, what a reload would change")
      ->type_name("FILE");
  command
      ->add_option("--fleet", arguments->fleet,
                   "Share the cameras of a group of hosts, as this file configures it")
      ->type_name("FILE");
  command
      ->add_option("--hub", arguments->hub,
                   "Report to the hub that this file names, and receive its proposals")
      ->type_name("FILE");
  command->add_flag("--new-token", arguments->new_token, "Print a new token and exit");
  command->add_flag("--hash-token", arguments->hash_token,
                    "Read a token from standard input and print its hash for the configuration");
  command->add_flag(
      "--json", context.json,
      "Print the address (or what else was asked for) as JSON once the server listens");
  command->add_flag("--quiet", context.quiet, "No messages");
  command->footer(
      "Ctrl-C or SIGTERM stops it (exit code 130 or 0), SIGHUP reloads the configuration.\n"
      "Example: mien serve --demo\n"
      "Example: mien serve -c mien.yaml --profile best.yaml\n"
      "Example: mien serve -c mien.yaml --check new.yaml");
  command->callback([arguments, &context] {
    if (arguments->new_token) return print_one("token", mien::http::new_token(), context);
    if (arguments->hash_token) return hash_token(context);
    if (!arguments->checked.empty()) return check_file(*arguments, context);
    check(*arguments);
    serve(*arguments, context);
  });
}
