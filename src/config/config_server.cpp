// The sections of the server, of its log and of the notice.
#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "base/networks.h"
#include "base/to_number.h"
#include "config/config_sections.h"
#include "config/config_tuning.h"
#include "config/listen.h"
#include "config/tokens.h"

namespace mien::config {

namespace {

using Reader = ConfigReader;
using Node = YamlNode;

const std::string kProxyHeaders[] = {"x-forwarded-for", "forwarded"};

struct ServerDraft {
  ServerConfig& server;
  std::optional<int> listen_line, token_line, tls_line, proxies_line;
};

void read_listen(const Reader& reader, const Node& node, ServerDraft& draft) {
  draft.server.listen = reader.filled_text(node);
  draft.listen_line = node.line;
  if (!parse_listen(draft.server.listen))
    reader.fail(node.line, "expected ADDRESS:PORT, found " + shown(node),
                "write for example 127.0.0.1:8642, or [::1]:8642");
}

constexpr ConfigKey<ServerDraft> kTokenKeys[] = {
    {"read", [](const Reader& r, const Node& n,
                ServerDraft& d) { d.server.read_token = read_secret(r, n); }},
    {"rate", [](const Reader& r, const Node& n,
                ServerDraft& d) { d.server.rate_token = read_secret(r, n); }},
    {"admin",
     [](const Reader& r, const Node& n, ServerDraft& d) {
       if (d.token_line)
         r.fail(n.line, "the administrators' token is given twice, as token and as tokens.admin",
                "remove one of them");
       d.token_line = n.line;
       d.server.admin_token = read_secret(r, n);
     }},
};

constexpr ConfigKey<ServerDraft> kTlsKeys[] = {
    {"certificate", [](const Reader& r, const Node& n,
                       ServerDraft& d) { d.server.certificate = r.filled_text(n); }},
    {"key",
     [](const Reader& r, const Node& n, ServerDraft& d) { d.server.key = r.filled_text(n); }},
};

// Three keys, or a list of tokens by name.
void read_tokens(const Reader& reader, const Node& node, ServerDraft& draft) {
  if (node.kind == Node::Kind::sequence)
    return read_named_tokens(reader, node, draft.server.tokens);
  reader.section(node, "server's tokens", kTokenKeys, draft);
}

std::vector<std::string> read_list(const Reader& reader, const Node& node, const char* remedy) {
  if (node.kind != Node::Kind::sequence)
    reader.fail(node.line, "expected a list, found " + shown(node), remedy);
  std::vector<std::string> list;
  for (const Node& item : node.items) list.push_back(reader.filled_text(item));
  return list;
}

std::vector<std::string> read_networks(const Reader& reader, const Node& node) {
  std::vector<std::string> networks =
      read_list(reader, node, "write a list of networks, as [10.0.0.0/8]");
  for (std::size_t i = 0; i < networks.size(); ++i)
    if (!AddressBlock::parse(networks[i]))
      reader.fail(node.items[i].line, shown(node.items[i]) + " is not a network",
                  "write it as 192.168.1.0/24, fd00::/8 or one address");
  return networks;
}

constexpr ConfigKey<CameraInputs> kCameraInputKeys[] = {
    {"folders",
     [](const Reader& r, const Node& n, CameraInputs& inputs) {
       inputs.folders = read_list(r, n, "write a list of folders, as [/srv/clips]");
       for (std::size_t i = 0; i < inputs.folders.size(); ++i)
         if (inputs.folders[i].front() != '/')
           r.fail(n.items[i].line, shown(n.items[i]) + " is not an absolute path",
                  "start it with a slash");
     }},
    {"networks", [](const Reader& r, const Node& n,
                    CameraInputs& inputs) { inputs.networks = read_networks(r, n); }},
};

constexpr ConfigKey<ServerDraft> kServerKeys[] = {
    {"camera_inputs",
     [](const Reader& r, const Node& n, ServerDraft& d) {
       r.section(n, "server's camera_inputs", kCameraInputKeys, d.server.camera_inputs);
     }},
    {"listen", read_listen},
    {"token", kTokenKeys[2].read},
    {"tokens", read_tokens},
    {"trusted_proxies",
     [](const Reader& r, const Node& n, ServerDraft& d) {
       d.proxies_line = n.line;
       d.server.trusted_proxies = read_networks(r, n);
     }},
    {"proxy_header", [](const Reader& r, const Node& n,
                        ServerDraft& d) { d.server.proxy_header = r.choice(n, kProxyHeaders); }},
    {"tls",
     [](const Reader& r, const Node& n, ServerDraft& d) {
       d.tls_line = n.line;
       r.section(n, "server's tls", kTlsKeys, d);
     }},
    {"raw_video",
     [](const Reader& r, const Node& n, ServerDraft& d) { d.server.raw_video = read_flag(r, n); }},
    {"live_view",
     [](const Reader& r, const Node& n, ServerDraft& d) { d.server.live_view = read_flag(r, n); }},
    {"overseer",
     [](const Reader& r, const Node& n, ServerDraft& d) { d.server.overseer = r.text(n); }},
    {"require_notice", [](const Reader& r, const Node& n,
                          ServerDraft& d) { d.server.require_notice = read_flag(r, n); }},
    {"max_connections",
     [](const Reader& r, const Node& n, ServerDraft& d) {
       d.server.max_connections = r.integer(n, limits::kMaxConnections);
     }},
};

void check_server(const Reader& reader, const Node& node, const ServerDraft& draft) {
  const ServerConfig& server = draft.server;
  if (server.certificate.empty() != server.key.empty() ||
      (draft.tls_line && server.certificate.empty()))
    reader.fail(*draft.tls_line, "tls needs both a certificate and its key",
                "write { certificate: server.pem, key: server.key }");
  const std::vector<TokenConfig> tokens = tokens_of(server);
  for (std::size_t i = 0; i < tokens.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) {
      if (tokens[i].secret == tokens[j].secret)
        reader.fail(
            node.line,
            fmt::format("'{}' and '{}' have the same token", tokens[j].name, tokens[i].name),
            "choose a token for each");
      if (tokens[i].name == tokens[j].name)
        reader.fail(node.line, fmt::format("two tokens have the name '{}'", tokens[i].name),
                    "give each a name of its own");
    }
  const bool closed = std::ranges::any_of(tokens, [](const auto& one) { return !one.revoked; });
  if (!closed && !parse_listen(server.listen)->loopback)
    reader.fail(
        draft.listen_line.value_or(node.line),
        "other machines can connect and no token is set: anyone could read figures and rate",
        "add 'token: \"{MIEN_TOKEN}\"', or listen on 127.0.0.1");
  if (!closed && !server.trusted_proxies.empty())
    reader.fail(*draft.proxies_line,
                "a proxy forwards requests of other machines, and no token is set",
                "add 'token: \"{MIEN_TOKEN}\"'");
}

void read_url(const Reader& reader, const Node& node, NoticeConfig& notice) {
  notice.url = reader.filled_text(node);
  if (!notice.url.starts_with("https://") && !notice.url.starts_with("http://"))
    reader.fail(node.line, shown(node) + " is not the address of a page", "write it as https://…");
}

void read_languages(const Reader& reader, const Node& node, NoticeConfig& notice) {
  const char* remedy = "write a list of two-letter codes, as [en, de]";
  static const std::vector<std::string> kKnown(kNoticeLanguages.begin(), kNoticeLanguages.end());
  if (node.kind != Node::Kind::sequence)
    reader.fail(node.line, "expected languages, found " + shown(node), remedy);
  for (const Node& item : node.items) {
    const std::string code = reader.text(item);
    if (std::ranges::find(kKnown, code) == kKnown.end())
      reader.fail(item.line, "there is no notice in " + shown(item),
                  did_you_mean(item.text, kKnown));
    if (std::ranges::find(notice.languages, code) != notice.languages.end())
      reader.fail(item.line, shown(item) + " is named twice", "remove one of them");
    notice.languages.push_back(code);
  }
}

constexpr ConfigKey<NoticeConfig> kNoticeKeys[] = {
    {"controller",
     [](const Reader& r, const Node& n, NoticeConfig& c) { c.controller = r.filled_text(n); }},
    {"contact",
     [](const Reader& r, const Node& n, NoticeConfig& c) { c.contact = r.filled_text(n); }},
    {"url", read_url},
    {"languages", read_languages},
};

const std::string kFormats[] = {"text", "json"}, kLevels[] = {"info", "warning", "error"};

constexpr ConfigKey<LogConfig> kLogKeys[] = {
    {"format", [](const Reader& r, const Node& n,
                  LogConfig& c) { c.format = *log_format_named(r.choice(n, kFormats)); }},
    {"level", [](const Reader& r, const Node& n,
                 LogConfig& c) { c.level = *log_level_named(r.choice(n, kLevels)); }},
    {"retention_days",
     [](const Reader& r, const Node& n, LogConfig& c) {
       c.retention_days = r.integer(n, limits::kRetentionDays);
     }},
};

constexpr ConfigKey<ReloadConfig> kReloadKeys[] = {
    {"allow_fewer",
     [](const Reader& r, const Node& n, ReloadConfig& c) { c.allow_fewer = read_flag(r, n); }},
};

}  // namespace

std::optional<Listen> parse_listen(const std::string& text, int lowest_port) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0) return std::nullopt;
  const auto port = to_number<int>(std::string_view(text).substr(colon + 1));
  if (!port || *port < lowest_port || *port > 65535) return std::nullopt;
  Listen listen{.address = text.substr(0, colon), .port = *port};
  if (listen.address.front() == '[') {
    if (listen.address.size() < 4 || listen.address.back() != ']') return std::nullopt;
    listen.address = listen.address.substr(1, listen.address.size() - 2);
  } else if (listen.address.find_first_of(":[] ") != std::string::npos) {
    return std::nullopt;
  }
  const bool is_127 = listen.address.starts_with("127.") &&
                      listen.address.find_first_not_of("0123456789.") == std::string::npos;
  listen.loopback = is_127 || listen.address == "::1" || listen.address == "localhost";
  return listen;
}

void read_server(const Reader& reader, const Node& node, ServerConfig& server) {
  ServerDraft draft{.server = server};
  reader.section(node, "server", kServerKeys, draft);
  check_server(reader, node, draft);
}

void read_logs(const Reader& reader, const Node& node, LogConfig& logs) {
  reader.section(node, "logs", kLogKeys, logs);
}

void read_reload(const Reader& reader, const Node& node, ReloadConfig& reload) {
  reader.section(node, "reload", kReloadKeys, reload);
}

void read_notice(const Reader& reader, const Node& node, NoticeConfig& notice) {
  reader.section(node, "notice", kNoticeKeys, notice);
}

}  // namespace mien::config
