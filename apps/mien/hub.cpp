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
#include "service_log.h"

namespace {

constexpr std::chrono::milliseconds kNap{100};

std::atomic<bool> ended{false};

void hub(const std::string& file, AppContext& context) {
  struct sigaction action {};
  action.sa_handler = [](int) { ended = true; };
  action.sa_flags = SA_RESETHAND;
  sigaction(SIGTERM, &action, nullptr);
  keep_to_ourselves();
  mien::fleet::HubOptions options{.config = mien::config::load_hub_config(file, environment_map())};
  if (!context.quiet) options.log = write_log_line;
  mien::fleet::Hub hub(std::move(options));
  hub.start();
  if (context.json) {
    fmt::print("{{\"port\":{}}}\n", hub.port());
    std::fflush(stdout);
  }
  while (!context.interrupted->load() && !ended) {
    if (const auto failure = hub.failure()) std::rethrow_exception(failure);
    std::this_thread::sleep_for(kNap);
  }
  hub.stop();
  if (context.interrupted->load()) context.exit_code = 130;
}

}  // namespace

void add_hub_command(CLI::App& app, AppContext& context) {
  auto* command = app.add_subcommand("hub", "Shows all stores on one page, from PostgreSQL");
  auto file = std::make_shared<std::string>();
  command->add_option("-c,--config", *file, "Database, brokers and tokens (YAML)")->required();
  command->add_flag("--json", context.json, "Print the port as JSON once the hub listens");
  command->add_flag("--quiet", context.quiet, "No messages");
  command->footer(
      "Collects what stores sent to Kafka (several hubs of one group share the work) and serves\n"
      "the page and the API. Ctrl-C or SIGTERM stops it (exit code 130 or 0).\n"
      "Example: mien hub -c hub.yaml");
  command->callback([file, &context] { hub(*file, context); });
}
