// The sections of the server and of the notice.
#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "base/networks.h"
#include "runtime/config_sections.h"
#include "runtime/config_tuning.h"
#include "runtime/listen.h"

namespace mien::runtime {

namespace {

using Reader = ConfigReader;
using Node = YamlNode;

constexpr std::size_t kShortestToken = 16, kLongestToken = 512, kHexDigits = 64;
constexpr std::string_view kHashed = "sha256:";

struct ServerDraft {
  ServerConfig& server;
  std::optional<int> listen_line, token_line, tls_line;
};

void read_listen(const Reader& reader, const Node& node, ServerDraft& draft) {
  draft.server.listen = reader.filled_text(node);
  draft.listen_line = node.line;
  if (!parse_listen(draft.server.listen))
    reader.fail(node.line, "expected ADDRESS:PORT, found " + shown(node),
                "write for example 127.0.0.1:8642, or [::1]:8642");
}

bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

// A message never quotes a token.
std::string read_token(const Reader& reader, const Node& node) {
  std::string token = reader.filled_text(node);
  if (token.starts_with(kHashed)) {
    const std::string_view digits = std::string_view(token).substr(kHashed.size());
    if (digits.size() != kHexDigits || !std::ranges::all_of(digits, is_hex))
      reader.fail(node.line, "a hashed token is not sha256: and 64 hex digits in lower case",
                  "make it with: mien serve --hash-token");
    return token;
  }
  if (token.size() < kShortestToken)
    reader.fail(node.line, fmt::format("a token has fewer than {} characters", kShortestToken),
                "choose one that nobody guesses: openssl rand -hex 16");
  if (token.size() > kLongestToken ||
      !std::ranges::all_of(token, [](char c) { return c > ' ' && c < 0x7f; }))
    reader.fail(node.line, "a token holds blanks or letters beyond ASCII, or is very long",
                "choose letters and digits: openssl rand -hex 16");
  return token;
}

constexpr ConfigKey<ServerDraft> kTokenKeys[] = {
    {"read", [](const Reader& r, const Node& n,
                ServerDraft& d) { d.server.read_token = read_token(r, n); }},
    {"rate", [](const Reader& r, const Node& n,
                ServerDraft& d) { d.server.rate_token = read_token(r, n); }},
    {"admin",
     [](const Reader& r, const Node& n, ServerDraft& d) {
       if (d.token_line)
         r.fail(n.line, "the administrators' token is given twice, as token and as tokens.admin",
                "remove one of them");
       d.token_line = n.line;
       d.server.admin_token = read_token(r, n);
     }},
};

constexpr ConfigKey<ServerDraft> kTlsKeys[] = {
    {"certificate", [](const Reader& r, const Node& n,
                       ServerDraft& d) { d.server.certificate = r.filled_text(n); }},
    {"key",
     [](const Reader& r, const Node& n, ServerDraft& d) { d.server.key = r.filled_text(n); }},
};

std::vector<std::string> read_list(const Reader& reader, const Node& node, const char* remedy) {
  if (node.kind != Node::Kind::sequence)
    reader.fail(node.line, "expected a list, found " + shown(node), remedy);
  std::vector<std::string> list;
  for (const Node& item : node.items) list.push_back(reader.filled_text(item));
  return list;
}

constexpr ConfigKey<CameraInputs> kCameraInputKeys[] = {
    {"folders",
     [](const Reader& r, const Node& n, CameraInputs& inputs) {
       inputs.folders = read_list(r, n, "write a list of folders, as [/srv/clips]");
       for (std::size_t i = 0; i < inputs.folders.size(); ++i)
         if (inputs.folders[i].front() != '/')
           r.fail(n.items[i].line, shown(n.items[i]) + " is no absolute path",
                  "begin it with a slash");
     }},
    {"networks",
     [](const Reader& r, const Node& n, CameraInputs& inputs) {
       inputs.networks = read_list(r, n, "write a list of networks, as [10.0.0.0/8]");
       for (std::size_t i = 0; i < inputs.networks.size(); ++i)
         if (!Network::parse(inputs.networks[i]))
           r.fail(n.items[i].line, shown(n.items[i]) + " is no network",
                  "write it as 192.168.1.0/24, fd00::/8 or one address");
     }},
};

constexpr ConfigKey<ServerDraft> kServerKeys[] = {
    {"camera_inputs",
     [](const Reader& r, const Node& n, ServerDraft& d) {
       r.section(n, "server's camera_inputs", kCameraInputKeys, d.server.camera_inputs);
     }},
    {"listen", read_listen},
    {"token", kTokenKeys[2].read},
    {"tokens", [](const Reader& r, const Node& n,
                  ServerDraft& d) { r.section(n, "server's tokens", kTokenKeys, d); }},
    {"tls",
     [](const Reader& r, const Node& n, ServerDraft& d) {
       d.tls_line = n.line;
       r.section(n, "server's tls", kTlsKeys, d);
     }},
    {"raw_video",
     [](const Reader& r, const Node& n, ServerDraft& d) { d.server.raw_video = read_flag(r, n); }},
    {"max_connections", [](const Reader& r, const Node& n,
                           ServerDraft& d) { d.server.max_connections = r.integer(n, 1, 10'000); }},
};

void check_server(const Reader& reader, const Node& node, const ServerDraft& draft) {
  const ServerConfig& server = draft.server;
  if (server.certificate.empty() != server.key.empty() ||
      (draft.tls_line && server.certificate.empty()))
    reader.fail(*draft.tls_line, "tls needs both a certificate and its key",
                "write { certificate: server.pem, key: server.key }");
  const std::string* tokens[] = {&server.admin_token, &server.read_token, &server.rate_token};
  for (std::size_t i = 0; i < std::size(tokens); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (!tokens[i]->empty() && *tokens[i] == *tokens[j])
        reader.fail(node.line, "two scopes have the same token", "choose a token for each");
  const bool any_token = std::ranges::any_of(tokens, [](auto* token) { return !token->empty(); });
  if (!any_token && !parse_listen(server.listen)->loopback)
    reader.fail(draft.listen_line.value_or(node.line),
                "listens beyond this machine without a token: anyone could look and rate",
                "add 'token: \"{MIEN_TOKEN}\"', or listen on 127.0.0.1");
}

void read_url(const Reader& reader, const Node& node, NoticeConfig& notice) {
  notice.url = reader.filled_text(node);
  if (!notice.url.starts_with("https://") && !notice.url.starts_with("http://"))
    reader.fail(node.line, shown(node) + " is no address of a page", "write it as https://…");
}

void read_languages(const Reader& reader, const Node& node, NoticeConfig& notice) {
  const char* remedy = "write a list of two-letter codes, as [en, de]";
  if (node.kind != Node::Kind::sequence)
    reader.fail(node.line, "expected languages, found " + shown(node), remedy);
  for (const Node& item : node.items) {
    const std::string code = reader.text(item);
    if (code.size() != 2 || !std::ranges::all_of(code, [](char c) { return c >= 'a' && c <= 'z'; }))
      reader.fail(item.line, shown(item) + " is no language", remedy);
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

}  // namespace

std::optional<Listen> parse_listen(const std::string& text, int lowest_port) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0) return std::nullopt;
  Listen listen{.address = text.substr(0, colon)};
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + colon + 1, end, listen.port);
  if (error != std::errc() || stop != end || listen.port < lowest_port || listen.port > 65535)
    return std::nullopt;
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

void read_notice(const Reader& reader, const Node& node, NoticeConfig& notice) {
  reader.section(node, "notice", kNoticeKeys, notice);
}

}  // namespace mien::runtime
