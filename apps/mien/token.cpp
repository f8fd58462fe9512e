#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include <fmt/format.h>

#include "commands.h"
#include "config/config_reader.h"
#include "http/auth.h"

namespace {

struct TokenArguments {
  std::string scope, name;
};

void make_token(const TokenArguments& arguments, const AppContext& context) {
  const std::string token = mien::http::new_token();
  const std::string hash = mien::http::hashed(token).substr(std::string_view("sha256:").size());
  const std::string line =
      fmt::format("- {{ name: {}, scope: {}, sha256: {} }}", arguments.name, arguments.scope, hash);
  // The configuration's own reader says whether the name will do.
  mien::config::parse_config("server:\n  tokens:\n    " + line + "\n", "--name", {});
  if (context.json) {
    const nlohmann::json result{{"name", arguments.name},
                                {"scope", arguments.scope},
                                {"token", token},
                                {"sha256", hash},
                                {"line", line}};
    fmt::print("{}\n", result.dump());
    return;
  }
  fmt::print(
      "The token, for its user; it is shown only this once:\n{}\n\n"
      "The line for server.tokens in the configuration:\n    {}\n",
      token, line);
}

}  // namespace

void add_token_command(CLI::App& app, AppContext& context) {
  auto* command = app.add_subcommand("token", "Makes tokens for users of the server");
  command->require_subcommand(1);
  command->footer("Example: mien token new --scope rate --name kiosk-door");
  auto* make = command->add_subcommand("new", "Makes a token and its line for the configuration");
  const auto arguments = std::make_shared<TokenArguments>();
  make->add_option("--scope", arguments->scope, "What the token may do")
      ->required()
      ->check(CLI::IsMember({"read", "rate", "admin"}));
  make->add_option("--name", arguments->name, "Its name in the audit log and the metrics")
      ->required();
  make->add_flag("--json", context.json, "Machine-readable");
  make->footer(
      "Paste the line into server.tokens and reload. To revoke it, add 'revoked: true' to the line "
      "and\nreload.\nExample: mien token new --scope rate --name kiosk-door");
  make->callback([arguments, &context] { make_token(*arguments, context); });
}
