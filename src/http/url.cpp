#include "http/url.h"

#include <algorithm>
#include <cctype>

#include "base/utf8.h"

namespace mien::http {

namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_clean(const std::string& text) {
  const auto control = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
  };
  return is_utf8(text) && std::ranges::none_of(text, control);
}

bool read_path(std::string_view path, std::vector<std::string>& segments, std::string& problem) {
  if (path.empty() || path.front() != '/') {
    problem = "the path does not begin with /";
    return false;
  }
  path.remove_prefix(1);
  while (!path.empty()) {
    const std::size_t slash = path.find('/');
    const auto segment = percent_decode(path.substr(0, slash), false);
    if (!segment || !is_clean(*segment)) {
      problem = "the path is not valid";
      return false;
    }
    if (segment->empty() || *segment == "." || *segment == "..") {
      problem = "the path contains an empty part, . or ..";
      return false;
    }
    segments.push_back(*segment);
    if (slash == std::string_view::npos) break;
    path.remove_prefix(slash + 1);
  }
  return true;
}

bool read_query(std::string_view query, Parameters& values, std::string& problem) {
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const auto key = percent_decode(pair.substr(0, equals), true);
    const auto value = percent_decode(pair.substr(std::min(equals + 1, pair.size())), true);
    if (!key || !value || !is_clean(*key) || !is_clean(*value)) {
      problem = "the query is not valid";
      return false;
    }
    if (!values.emplace(*key, *value).second) {
      problem = "the query gives '" + *key + "' twice";
      return false;
    }
  }
  return true;
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text, bool plus) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = hex_digit(text[i + 1]), low = hex_digit(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      decoded.push_back(static_cast<char>(high * 16 + low));
      i += 2;
    } else {
      decoded.push_back(plus && text[i] == '+' ? ' ' : text[i]);
    }
  }
  return decoded;
}

std::string percent_encode(std::string_view text) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80 && (std::isalnum(byte) || c == '-' || c == '.' || c == '_' || c == '~')) {
      encoded.push_back(c);
    } else {
      encoded += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
    }
  }
  return encoded;
}

std::optional<Target> parse_target(std::string_view target, std::string& problem) {
  Target result;
  const std::size_t mark = target.find('?');
  const std::string_view query =
      mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
  if (!read_path(target.substr(0, mark), result.segments, problem)) return std::nullopt;
  if (!read_query(query, result.query, problem)) return std::nullopt;
  return result;
}

std::string host_name(std::string_view host) {
  std::string_view port;
  if (host.starts_with('[')) {
    const std::size_t end = host.find(']');
    if (end == std::string_view::npos) return {};
    port = host.substr(end + 1);
    host = host.substr(1, end - 1);
  } else if (const std::size_t colon = host.find(':'); colon != std::string_view::npos) {
    port = host.substr(colon);
    host = host.substr(0, colon);
  }
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (!port.empty() && (port.front() != ':' || !std::ranges::all_of(port.substr(1), is_digit)))
    return {};
  std::string name;
  for (const char c : host) {
    const auto byte = static_cast<unsigned char>(c);
    if (!std::isalnum(byte) && c != '-' && c != '.' && c != '_' && c != ':') return {};
    name.push_back(static_cast<char>(std::tolower(byte)));
  }
  return name;
}

bool is_loopback(std::string_view name) {
  if (name == "localhost" || name == "::1") return true;
  if (!name.starts_with("127.")) return false;
  return std::ranges::all_of(name, [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
}

}  // namespace mien::http
