// Tokens: as they are written, and as a list by name.
#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "config/config_sections.h"
#include "config/config_tuning.h"
#include "config/tokens.h"

namespace mien::config {

namespace {

using Reader = ConfigReader;
using Node = YamlNode;

constexpr std::size_t kShortestToken = 16, kLongestToken = 512, kHexDigits = 64, kLongestName = 64;
constexpr std::size_t kMostTokens = 1000;
constexpr std::string_view kHashed = "sha256:";
const std::string kScopes[] = {"read", "rate", "admin"};

bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

bool is_hash(std::string_view digits) {
  return digits.size() == kHexDigits && std::ranges::all_of(digits, is_hex);
}

bool of_a_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.';
}

void read_name(const Reader& reader, const Node& node, TokenConfig& token) {
  token.name = reader.filled_text(node);
  if (token.name.size() > kLongestName || !std::ranges::all_of(token.name, of_a_name))
    reader.fail(node.line, shown(node) + " is not a valid token name",
                "write up to 64 letters, digits, '-', '_' and '.', such as kiosk-door");
}

void read_once(const Reader& reader, const Node& node, TokenConfig& token, std::string secret) {
  if (!token.secret.empty())
    reader.fail(node.line, "a token is given both in plain text and hashed", "remove one of them");
  token.secret = std::move(secret);
}

// `sha256` is the hash alone; with the mark before it, as the three keys have it, it is understood.
void read_hash(const Reader& reader, const Node& node, TokenConfig& token) {
  std::string digits = reader.filled_text(node);
  if (digits.starts_with(kHashed)) digits.erase(0, kHashed.size());
  if (!is_hash(digits))
    reader.fail(node.line, "a hashed token is not 64 hex digits in lower case",
                "make it with: mien token new --scope rate --name NAME");
  read_once(reader, node, token, std::string(kHashed) + digits);
}

struct TokenDraft {
  TokenConfig token;
  bool has_scope = false;
};

constexpr ConfigKey<TokenDraft> kNamedKeys[] = {
    {"name", [](const Reader& r, const Node& n, TokenDraft& d) { read_name(r, n, d.token); }},
    {"scope",
     [](const Reader& r, const Node& n, TokenDraft& d) {
       d.token.scope = *token_scope_named(r.choice(n, kScopes));
       d.has_scope = true;
     }},
    {"sha256", [](const Reader& r, const Node& n, TokenDraft& d) { read_hash(r, n, d.token); }},
    {"token", [](const Reader& r, const Node& n,
                 TokenDraft& d) { read_once(r, n, d.token, read_secret(r, n)); }},
    {"revoked",
     [](const Reader& r, const Node& n, TokenDraft& d) { d.token.revoked = read_flag(r, n); }},
};

}  // namespace

std::string read_secret(const Reader& reader, const Node& node) {
  std::string token = reader.filled_text(node);
  if (token.starts_with(kHashed)) {
    if (!is_hash(std::string_view(token).substr(kHashed.size())))
      reader.fail(node.line, "a hashed token is not sha256: and 64 hex digits in lower case",
                  "make it with: mien serve --hash-token");
    return token;
  }
  if (token.size() < kShortestToken)
    reader.fail(node.line, fmt::format("a token has fewer than {} characters", kShortestToken),
                "choose one that cannot be guessed: openssl rand -hex 16");
  if (token.size() > kLongestToken ||
      !std::ranges::all_of(token, [](char c) { return c > ' ' && c < 0x7f; }))
    reader.fail(node.line, "a token contains spaces or characters outside ASCII, or is too long",
                "choose letters and digits: openssl rand -hex 16");
  return token;
}

void read_named_tokens(const Reader& reader, const Node& node, std::vector<TokenConfig>& tokens) {
  if (node.items.size() > kMostTokens)
    reader.fail(node.line, fmt::format("more than {} tokens", kMostTokens), "remove old ones");
  for (const Node& item : node.items) {
    TokenDraft draft;
    reader.section(item, "a token", kNamedKeys, draft);
    TokenConfig& token = draft.token;
    const auto missing = [&](bool is_missing, const char* key, const char* remedy) {
      if (is_missing) reader.fail(item.line, fmt::format("a token has no {}", key), remedy);
    };
    missing(token.name.empty(), "name", "add 'name: kiosk-door'");
    missing(!draft.has_scope, "scope", "add 'scope: read', rate or admin");
    missing(token.secret.empty(), "sha256",
            "mien token new --scope rate --name NAME prints the whole line");
    tokens.push_back(std::move(token));
  }
}

std::vector<TokenConfig> tokens_of(const ServerConfig& server) {
  std::vector<TokenConfig> tokens;
  const auto add = [&](TokenScope scope, const std::string& secret) {
    if (!secret.empty())
      tokens.push_back({.name = std::string(name_of(scope)), .scope = scope, .secret = secret});
  };
  add(TokenScope::admin, server.admin_token);
  add(TokenScope::read, server.read_token);
  add(TokenScope::rate, server.rate_token);
  tokens.insert(tokens.end(), server.tokens.begin(), server.tokens.end());
  return tokens;
}

bool without_tokens(const ServerConfig& server) {
  return std::ranges::all_of(tokens_of(server), [](const auto& token) { return token.revoked; });
}

}  // namespace mien::config
