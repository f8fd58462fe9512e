#include "hub_sites.h"

#include <memory>
#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "mien/error.h"

#include "audience/audit_log.h"
#include "base/database_name.h"
#include "base/json.h"
#include "config/config_edit.h"
#include "config/config_reader.h"
#include "config/config_words.h"
#include "config/fleet_config.h"
#include "config/hub_config.h"
#include "environment.h"
#include "fleet/acceptable.h"
#include "fleet/hub_client.h"
#include "fleet/hub_sites.h"
#include "serve/service.h"
#include "serve_check.h"

namespace {

using mien::fleet::Proposal;

struct HubSiteArguments {
  std::string config, link, site, cameras, words, who;
  std::int64_t id = 0;
};

mien::config::HubConfig hub_of(const HubSiteArguments& arguments) {
  return mien::config::load_hub_config(arguments.config, environment_map());
}

void enroll(const HubSiteArguments& arguments, const AppContext& context) {
  const std::string token = mien::fleet::enrol_site(hub_of(arguments), arguments.site);
  if (context.json)
    return fmt::print("{}\n", nlohmann::json{{"site", arguments.site}, {"token", token}}.dump());
  fmt::print(
      "The token of {}; it is shown only this once, and an earlier one is no longer valid:\n{}\n\n"
      "A file for that store, for mien serve --hub FILE (the token as MIEN_HUB in its "
      "environment):\n"
      "    hub: {{ url: https://THIS-HUB, token: \"{{MIEN_HUB}}\" }}\n",
      arguments.site, token);
}

/// Sections as they stand in a file, without `input`.
void propose(const HubSiteArguments& arguments, const AppContext& context) {
  const auto config = hub_of(arguments);
  const auto cameras =
      nlohmann::json::parse(mien::config::config_text(arguments.cameras), nullptr, false);
  if (!cameras.is_object() || cameras.empty())
    throw mien::Error(mien::ErrorKind::usage, arguments.cameras, "is not a JSON object of cameras",
                      R"(write {"CAMERA": {"content": "cereal"}})");
  auto made = nlohmann::json::array();
  for (const auto& [camera, section] : cameras.items()) {
    Proposal proposal{.site = arguments.site,
                      .camera = camera,
                      .section = section.dump(),
                      .words = arguments.words,
                      .who = arguments.who.empty() ? user_name() : arguments.who};
    const auto id = mien::fleet::propose_to_site(config, proposal);
    made.push_back({{"id", id}, {"camera", camera}, {"site", arguments.site}});
    if (!context.json) fmt::print("proposal {}: camera {} of {}\n", id, camera, arguments.site);
  }
  if (context.json) fmt::print("{}\n", nlohmann::json{{"proposals", made}}.dump());
}

mien::fleet::HubClient client_of(const HubSiteArguments& arguments) {
  return mien::fleet::HubClient(mien::config::load_hub_link(arguments.link, environment_map()));
}

void proposals(const HubSiteArguments& arguments, const AppContext& context) {
  const auto config = read_server_config(arguments.config, context.models);
  nlohmann::json all = nlohmann::json::array();
  for (const Proposal& one : client_of(arguments).report(config)) {
    const auto changes = mien::fleet::told_of(config, one);
    all.push_back({{"id", one.id},
                   {"camera", one.camera},
                   {"words", one.words},
                   {"who", one.who},
                   {"made", one.made},
                   {"changes", changes}});
    if (!context.json)
      fmt::print("{}: camera {}, {} at the hub, {}: {}\n    {}\n", one.id, one.camera, one.who,
                 one.made, one.words, mien::config::joined(changes, "\n    "));
  }
  if (context.json)
    fmt::print("{}\n", nlohmann::json{{"proposals", all}}.dump());
  else if (all.empty())
    fmt::print("the hub proposes nothing\n");
}

[[noreturn]] void fail_with(const mien::Error& error, const char* words) {
  throw mien::Error(error.kind(), error.where(), error.reason() + words, error.remedy());
}

Proposal waiting(const HubSiteArguments& arguments, const mien::RunConfig& config) {
  try {
    for (Proposal& one : client_of(arguments).report(config))
      if (one.id == arguments.id) return std::move(one);
  } catch (const mien::Error& error) {
    fail_with(error, "; nothing was decided");
  }
  throw mien::Error(mien::ErrorKind::usage, fmt::format("proposal {}", arguments.id),
                    "does not wait for this store", "mien hub proposals lists those that do");
}

void audit(const mien::RunConfig& config, const std::string& who, const char* action,
           const Proposal& proposal, const std::vector<std::string>& changes) {
  mien::audience::AuditLog(mien::database_of(config))
      .add({mien::wall_now(), who, action,
            fmt::format("proposal {} of the hub ({}), camera {}: {}", proposal.id, proposal.who,
                        proposal.camera, mien::config::joined(changes))});
}

/// The way of an API's change that is kept: the same check, the same edit of the file, an entry in
/// the audit log first.
void accept(const HubSiteArguments& arguments, const AppContext& context) {
  const auto config = read_server_config(arguments.config, context.models);
  const Proposal proposal = waiting(arguments, config);
  const std::string who = arguments.who.empty() ? user_name() : arguments.who;
  const auto changes = mien::fleet::acceptable(config, proposal);
  mien::config::FileEdit edit(arguments.config, environment_map(), proposal.camera,
                              mien::fleet::kept_section(config, proposal));
  edit.prepare();
  audit(config, who, "proposal accepted", proposal, changes);
  edit.commit();
  if (!context.json)
    fmt::print("accepted, in {}: {}\nA server that runs takes it with a reload (SIGHUP).\n",
               arguments.config, mien::config::joined(changes));
  std::string trouble;
  try {
    client_of(arguments).decide(config, proposal.id, true, who, arguments.words);
  } catch (const mien::Error& error) {  // it is so in the file
    trouble = error.what();
  }
  if (context.json)
    fmt::print("{}\n", nlohmann::json{{"accepted", proposal.id},
                                      {"file", arguments.config},
                                      {"changes", changes},
                                      {"hub_told", trouble.empty()}}
                           .dump());
  else if (!trouble.empty())
    fmt::print("The hub could not be told; run the same command again: {}\n", trouble);
}

void decline(const HubSiteArguments& arguments, const AppContext& context) {
  const auto config = read_server_config(arguments.config, context.models);
  const Proposal proposal = waiting(arguments, config);
  const std::string who = arguments.who.empty() ? user_name() : arguments.who;
  audit(config, who, "proposal declined", proposal, {arguments.words});
  try {
    client_of(arguments).decide(config, proposal.id, false, who, arguments.words);
  } catch (const mien::Error& error) {  // nobody but the hub keeps it
    fail_with(error, "; the proposal still waits there: give the same command again to decline it");
  }
  if (context.json)
    fmt::print("{}\n", nlohmann::json{{"declined", proposal.id}}.dump());
  else
    fmt::print("declined\n");
}

void add_store_side(CLI::App& hub, AppContext& context,
                    const std::shared_ptr<HubSiteArguments>& arguments) {
  const auto at_store = [&](const char* name, const char* words) {
    auto* one = hub.add_subcommand(name, words);
    one->add_option("-f,--hub", arguments->link, "The file of the hub: url and token (YAML)")
        ->required();
    one->add_option("-c,--config", arguments->config, "The store's configuration (YAML)")
        ->required();
    one->add_flag("--json", context.json, "Machine-readable");
    return one;
  };
  auto* list = at_store("proposals", "At a store: what the hub proposes, and what it would change");
  list->footer("Example: mien hub proposals -f hub-link.yaml -c mien.yaml");
  list->callback([arguments, &context] { proposals(*arguments, context); });
  for (const bool yes : {true, false}) {
    auto* one =
        yes ? at_store("accept",
                       "At a store: accepts a proposed change and makes it in the configuration")
            : at_store("decline", "At a store: declines a proposed change");
    one->add_option("ID", arguments->id, "The proposal's number")->required();
    one->add_option("--name", arguments->who, "Who decides (default: the user who runs this)");
    auto* words = one->add_option("--reason", arguments->words, "Why; the hub shows it");
    if (!yes) words->required();
    one->footer(fmt::format("Example: mien hub {} 7 -f hub-link.yaml -c mien.yaml{}",
                            yes ? "accept" : "decline", yes ? "" : " --reason \"not here\""));
    one->callback([arguments, yes, &context] {
      yes ? accept(*arguments, context) : decline(*arguments, context);
    });
  }
}

}  // namespace

void add_hub_site_commands(CLI::App& hub, AppContext& context) {
  auto arguments = std::make_shared<HubSiteArguments>();
  const auto at_hub = [&](const char* name, const char* words) {
    auto* one = hub.add_subcommand(name, words);
    one->add_option("SITE", arguments->site, "The store's name, as its file says under site")
        ->required();
    one->add_option("-c,--config", arguments->config, "The hub's configuration (YAML)")->required();
    one->add_flag("--json", context.json, "Machine-readable");
    return one;
  };
  auto* enroll_one = at_hub("enroll", "Makes the token by which a store reports to this hub");
  enroll_one->footer("Example: mien hub enroll store-17 -c hub.yaml");
  enroll_one->callback([arguments, &context] { enroll(*arguments, context); });
  auto* propose_one = at_hub("propose", "Proposes a change of cameras to a store");
  propose_one
      ->add_option("FILE", arguments->cameras, "Cameras and their sections, without input (JSON)")
      ->required();
  propose_one->add_option("--reason", arguments->words, "Why; the store's administrator reads it")
      ->required();
  propose_one->add_option("--name", arguments->who, "Who proposes (default: this user)");
  propose_one->footer(
      "A section replaces all of the camera's settings except its addresses.\n"
      "Example: mien hub propose store-17 cameras.json -c hub.yaml --reason \"new shelf\"");
  propose_one->callback([arguments, &context] { propose(*arguments, context); });
  add_store_side(hub, context, arguments);
}
