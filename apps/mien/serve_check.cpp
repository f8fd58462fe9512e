#include "serve_check.h"

#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "mien/error.h"

#include "config/config_words.h"
#include "config/tokens.h"
#include "config/unused_keys.h"
#include "config_file.h"
#include "http/auth.h"
#include "serve/reload_plan.h"

namespace {

using nlohmann::json;
using Words = std::vector<std::string>;

constexpr int kRefused = 2;

/// A camera as the file has it: what a change would say, without what was before.
std::string said_of(const mien::CameraConfig& camera) {
  constexpr std::string_view kBefore = "none → ";
  std::string words = mien::config::joined(mien::config::camera_words(nullptr, &camera), ", ");
  for (std::size_t at; (at = words.find(kBefore)) != std::string::npos;)
    words.erase(at, kBefore.size());
  return words;
}

/// What a configuration opens and to whom, a line each.
Words contents_of(const mien::RunConfig& config) {
  Words lines;
  for (const mien::CameraConfig& camera : config.cameras)
    lines.push_back(fmt::format("camera {}: {}", camera.name, said_of(camera)));
  for (const mien::TokenConfig& token : mien::config::tokens_of(config.server))
    lines.push_back(fmt::format("token {}: {}{}", token.name, name_of(token.scope),
                                token.revoked ? ", revoked" : ""));
  const bool open = mien::config::without_tokens(config.server);
  lines.push_back(fmt::format(
      "listens on {}; {}", config.server.listen,
      open ? "anyone on this machine may read and rate" : "every request needs a token"));
  for (std::string& words : mien::config::unused_keys(config, "serve"))
    lines.push_back(std::move(words));
  return lines;
}

void print(const json& result, const Words& lines, const AppContext& context) {
  if (context.json)
    fmt::print("{}\n", result.dump(-1, ' ', false, json::error_handler_t::replace));
  else if (!context.quiet)
    for (const std::string& line : lines) fmt::print("{}\n", line);
}

}  // namespace

mien::RunConfig read_server_config(const std::string& file, const mien::ModelStorePaths& models) {
  mien::RunConfig config = read_config_file(file, &models);
  if (config.sections.empty())
    throw mien::Error(mien::ErrorKind::usage, file, "the configuration is empty",
                      "check that it is the right file and was written completely");
  return config;
}

void check_config(const std::string& file, const std::string& current,
                  const std::function<void(mien::RunConfig&)>& choose, AppContext& context) {
  mien::RunConfig next = read_server_config(file, context.models);
  choose(next);
  (void)mien::http::Tokens(next.server);  // throws where it could not serve
  if (current.empty()) {
    const Words lines = contents_of(next);
    return print({{"file", file}, {"valid", true}, {"says", lines}}, lines, context);
  }
  mien::RunConfig now = read_server_config(current, context.models);
  choose(now);
  const mien::serve::ReloadPlan plan = mien::serve::plan_reload(now, now, next);
  Words lines = plan.change.words;
  for (const std::string& key : plan.change.restart)
    lines.push_back(key + ": changes with the next start");
  if (lines.empty()) lines.push_back("nothing changes");
  for (std::string& words : mien::config::unused_keys(next, "serve"))
    lines.push_back(std::move(words));
  const bool taken = plan.refusal.empty();
  lines.push_back(taken ? "a reload would accept it" : "a reload would refuse it: " + plan.refusal);
  print({{"file", file},
         {"valid", true},
         {"taken", taken},
         {"refusal", taken ? json() : json(plan.refusal)},
         {"changes", plan.change.words},
         {"fewer", plan.fewer},
         {"added", plan.change.added},
         {"changed", plan.change.changed},
         {"removed", plan.change.removed},
         {"restart_needed", plan.change.restart}},
        lines, context);
  if (!taken) context.exit_code = kRefused;
}
