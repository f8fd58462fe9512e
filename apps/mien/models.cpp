#include "models.h"

#include <algorithm>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "mien/error.h"

#include "base/output_guard.h"
#include "infer/models.h"
#include "models_own.h"
#include "table.h"

namespace {

using mien::infer::ModelEntry;
using mien::infer::ModelStore;

/// What the sub-commands were given.
struct Arguments {
  std::vector<std::string> names;
  bool all = false;
  AddedModel added;
};

ModelStore open_store(const AppContext& context) {
  auto paths = context.models;
  paths.fetching = nullptr;  // only `pull` fetches, and only what it was asked for
  return ModelStore(std::move(paths));
}

const char* name_of(ModelStore::State state) {
  switch (state) {
    case ModelStore::State::ok:
      return "ok";
    case ModelStore::State::missing:
      return "missing";
    case ModelStore::State::mismatch:
      return "mismatch";
  }
  return "";
}

std::string size_of(const ModelStore& store, const ModelEntry& entry) {
  std::error_code failed;
  const auto bytes = std::filesystem::file_size(store.path_of(entry), failed);
  if (failed) return "";
  return bytes < 1000 * 1000 ? fmt::format("{:.0f} kB", static_cast<double>(bytes) / 1e3)
                             : fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6);
}

nlohmann::json to_json(const ModelStore& store, const ModelEntry& entry, ModelStore::State state) {
  std::error_code failed;
  const auto file = store.path_of(entry);
  const auto bytes = std::filesystem::file_size(file, failed);
  return {{"name", entry.name},
          {"kind", entry.kind},
          {"state", name_of(state)},
          {"licence", entry.licence},
          {"file", file.string()},
          {"sha256", entry.sha256},
          {"bytes", failed ? nlohmann::json() : nlohmann::json(bytes)},
          {"optional", entry.optional},
          {"shipped", entry.origin.shipped},
          {"own", entry.origin.own},
          {"note", entry.note}};
}

/// The named ones; without names all, or those that are not optional.
std::vector<const ModelEntry*> chosen(const ModelStore& store,
                                      const std::vector<std::string>& names, bool optional_too) {
  std::vector<const ModelEntry*> entries;
  for (const auto& name : names) entries.push_back(&store.find(name));
  if (names.empty())
    for (const auto& entry : store.entries())
      if (optional_too || !entry.optional) entries.push_back(&entry);
  return entries;
}

void print_states(const AppContext& context, const ModelStore& store,
                  const std::vector<const ModelEntry*>& entries,
                  const std::vector<ModelStore::State>& states) {
  if (context.json) {
    auto models = nlohmann::json::array();
    for (std::size_t i = 0; i < entries.size(); ++i)
      models.push_back(to_json(store, *entries[i], states[i]));
    fmt::print("{}\n", nlohmann::json{{"models", models}}.dump());
    return;
  }
  if (context.quiet) return;
  std::vector<std::vector<std::string>> rows;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const ModelEntry& entry = *entries[i];
    rows.push_back({entry.name, entry.kind, name_of(states[i]), entry.licence,
                    size_of(store, entry), entry.note});
  }
  print_table({"name", "kind", "state", "licence", "size", "note"}, rows);
}

std::vector<ModelStore::State> states_of(const ModelStore& store,
                                         const std::vector<const ModelEntry*>& entries) {
  std::vector<ModelStore::State> states;
  for (const auto* entry : entries) states.push_back(store.verify(*entry));
  return states;
}

void list(const AppContext& context) {
  const ModelStore store = open_store(context);
  const auto entries = chosen(store, {}, true);
  print_states(context, store, entries, states_of(store, entries));
  for (const ModelEntry& entry : store.doubled())
    fmt::print(stderr, "mien: your own model {} is not used: mien has one of this name, too ({})\n",
               entry.name, mien::infer::doubled_remedy(entry.name));
}

void pull(const AppContext& context, const Arguments& arguments) {
  const ModelStore store = open_store(context);
  const auto entries = chosen(store, arguments.names, arguments.all);
  mien::infer::pull_all(store, entries, [&](const std::string& what) {
    if (!context.quiet) fmt::print(stderr, "{}\n", what);
  });
  if (context.json) print_states(context, store, entries, states_of(store, entries));
}

void add(const AppContext& context, const AddedModel& model) {
  if (!model.kind.empty()) return add_own_model(context, model);
  const ModelStore store = open_store(context);
  if (std::ranges::find(store.entries(), model.name, &ModelEntry::name) == store.entries().end())
    throw mien::Error(mien::ErrorKind::usage, "models",
                      fmt::format("no model is called '{}'", model.name),
                      "one of your own needs --kind detector or --kind emotion");
  const ModelEntry& entry = store.find(model.name);
  mien::refuse_overwriting(std::vector<std::filesystem::path>{model.file},
                           std::vector<std::filesystem::path>{store.dir() / entry.file});
  store.add(model.name, model.file);
  if (context.json)
    print_states(context, store, {&entry}, {ModelStore::State::ok});
  else if (!context.quiet)
    fmt::print(stderr, "{}: stored as {}\n", entry.name, (store.dir() / entry.file).string());
}

void verify(const AppContext& context, const Arguments& arguments) {
  const ModelStore store = open_store(context);
  const auto entries = chosen(store, arguments.names, true);
  const auto states = states_of(store, entries);
  print_states(context, store, entries, states);
  // A model that nobody asked for may be missing; one that is there must be right.
  std::vector<std::string> wrong;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const bool wanted = !arguments.names.empty() || !entries[i]->optional;
    if (states[i] == ModelStore::State::mismatch ||
        (wanted && states[i] == ModelStore::State::missing))
      wrong.push_back(fmt::format("{} ({})", entries[i]->name, name_of(states[i])));
  }
  if (!wrong.empty())
    throw mien::Error(mien::ErrorKind::model, "models", fmt::format("{}", fmt::join(wrong, ", ")),
                      "fetch it again with `mien models pull NAME`; models that mien ships are "
                      "restored by installing it again, your own by `mien models remove NAME` and "
                      "`mien models add`");
}

void add_common(CLI::App& command, AppContext& context) {
  command.add_flag("--json", context.json, "Machine-readable result on stdout");
  command.add_flag("-q,--quiet", context.quiet, "No table, no progress");
}

}  // namespace

void add_models_command(CLI::App& app, AppContext& context) {
  auto* models = app.add_subcommand("models", "Lists, fetches, adds, removes and verifies models");
  models->require_subcommand(1);
  models->footer("Example: mien models pull");
  const auto arguments = std::make_shared<Arguments>();  // lives as long as the callbacks

  auto* listing =
      models->add_subcommand("list", "Lists every model and clip, and whether it is in the cache");
  add_common(*listing, context);
  listing->footer("Example: mien models list --json");
  listing->callback([&context] { list(context); });

  auto* pulling = models->add_subcommand("pull", "Fetches models and verifies their hashes");
  pulling->add_option("NAME", arguments->names, "Names (default: all that are not optional)");
  pulling->add_flag("--all", arguments->all, "Also the optional ones (downloads of 400 MB)");
  add_common(*pulling, context);
  pulling->footer("Example: mien models pull centerface clip-wolfgang-langer");
  pulling->callback([&context, arguments] { pull(context, *arguments); });

  auto* adding = models->add_subcommand("add",
                                        "Adds a model from a local file: one of mien's models "
                                        "(the hash must match) or your own");
  adding->add_option("NAME", arguments->added.name, "The model's name")->required();
  adding->add_option("--file", arguments->added.file, "The file")->required();
  add_own_model_options(*adding, arguments->added);
  add_common(*adding, context);
  adding->footer(
      "Example: mien models add yunet-n --file yunet_n_dynamic.onnx\n"
      "         mien models add shop-net --file net.onnx --kind emotion \\\n"
      "           --classes angry,happy,neutral --input 48x48:gray:0..1\n"
      "         mien models add finder --file scrfd.onnx --kind detector --head scrfd \\\n"
      "           --input any:rgb:127.5/128 --picture group.jpg");
  adding->callback([&context, arguments] { add(context, arguments->added); });

  auto* removing = models->add_subcommand("remove", "Removes one of your own models, and its file");
  removing->add_option("NAME", arguments->added.name, "The model's name")->required();
  add_common(*removing, context);
  removing->footer("Example: mien models remove shop-net");
  removing->callback([&context, arguments] { remove_own_model(context, arguments->added.name); });

  auto* verifying =
      models->add_subcommand("verify", "Verifies hashes; exit code 4 if one is wrong");
  verifying->add_option("NAME", arguments->names, "Names (default: all that are in the cache)");
  add_common(*verifying, context);
  verifying->footer("Example: mien models verify retinaface");
  verifying->callback([&context, arguments] { verify(context, *arguments); });
}
