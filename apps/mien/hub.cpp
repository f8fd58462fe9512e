#include "fleet/hub.h"

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>

#include <fmt/format.h>
#include <signal.h>

#include "mien/error.h"

#include "commands.h"
#include "environment.h"
#include "harden.h"
#include "hub_sites.h"
#include "service_log.h"
#include "service_watch.h"

namespace {

constexpr std::chrono::milliseconds kNap{100};

/// For an orderly end after a thread was lost, and after SIGTERM.
constexpr std::chrono::seconds kLastSeconds{45};

std::atomic<bool> ended{false}, hung_up{false};

void catch_hub_signals() {
  struct sigaction action {};
  action.sa_handler = [](int) { ended = true; };
  action.sa_flags = SA_RESETHAND;
  sigaction(SIGTERM, &action, nullptr);
  action.sa_handler = [](int) { hung_up = true; };
  action.sa_flags = SA_RESTART;
  sigaction(SIGHUP, &action, nullptr);
}

void hub(const std::string& file, AppContext& context) {
  catch_hub_signals();
  keep_to_ourselves();
  give_memory_back();
  const auto read = [file] { return mien::config::load_hub_config(file, environment_map()); };
  mien::fleet::HubOptions options{.config = read(), .log = {}, .read_config = read};
  if (!context.quiet) options.log = write_log_line;
  mien::fleet::Hub hub(std::move(options));
  hub.start();
  ServiceWatch watch(environment_map(), [&](const std::string& words) {
    hub.log().warn(mien::LogKind::thread, words);
  });
  if (context.json) {
    fmt::print("{{\"port\":{}}}\n", hub.port());
    std::fflush(stdout);
  }
  while (!context.interrupted->load() && !ended) {
    if (const auto failure = hub.failure()) {
      exit_within(kLastSeconds);
      std::rethrow_exception(failure);
    }
    watch.tick(true, [&](std::chrono::milliseconds time) { return hub.silent(time); });
    if (hung_up.exchange(false)) hub.reload();
    std::this_thread::sleep_for(kNap);
  }
  watch.stopping();
  exit_within(kLastSeconds);
  hub.stop();
  if (context.interrupted->load()) context.exit_code = 130;
}

}  // namespace

void add_hub_command(CLI::App& app, AppContext& context) {
  auto* command = app.add_subcommand("hub", "Shows all stores on one page, from PostgreSQL");
  auto file = std::make_shared<std::string>();
  command->add_option("-c,--config", *file, "Database, brokers and tokens (YAML)");
  command->add_flag("--json", context.json, "Print the port as JSON once the hub listens");
  command->add_flag("--quiet", context.quiet, "No messages");
  command->footer(
      "Collects what stores sent to Kafka (several hubs of one group share the work) and serves\n"
      "the page and the API. Ctrl-C or SIGTERM stops it (exit code 130 or 0), SIGHUP reads tokens\n"
      "and certificate again.\n"
      "Example: mien hub -c hub.yaml\n"
      "Example: mien hub enroll store-17 -c hub.yaml");
  add_hub_site_commands(*command, context);
  command->callback([command, file, &context] {
    if (!command->get_subcommands().empty()) return;
    if (file->empty()) throw CLI::RequiredError("--config");
    hub(*file, context);
  });
}
