#include "base/url.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "base/letter_case.h"

namespace mien {

namespace {

constexpr std::string_view kReplay = "loop:", kDevice = "v4l2:";

InputKind kind_by_looks(const std::string& input) {
  if (input.starts_with(kReplay)) return InputKind::replay;
  if (input.starts_with(kDevice)) return InputKind::device;
  return url_scheme(input).empty() ? InputKind::path : InputKind::address;
}

}  // namespace

InputKind input_kind(const std::string& input) {
  std::error_code ignored;
  const InputKind kind = kind_by_looks(input);
  const bool is_path = kind == InputKind::path || std::filesystem::exists(input, ignored);
  return is_path ? InputKind::path : kind;
}

std::string file_behind(const std::string& input) {
  const InputKind kind = input_kind(input);
  if (kind == InputKind::replay) return input.substr(kReplay.size());
  return kind == InputKind::device ? input.substr(kDevice.size()) : input;
}

std::string url_scheme(const std::string& input) {
  const std::size_t colon = input.find("://");
  if (colon == std::string::npos || colon == 0) return {};
  const std::string scheme = in_small_letters(input.substr(0, colon));
  const auto fits = [](unsigned char c) {
    return std::isalnum(c) || c == '+' || c == '-' || c == '.';
  };
  return std::ranges::all_of(scheme, fits) ? scheme : std::string();
}

namespace {

/// Many cameras want user and password as parameters: "?usr=admin&pwd=…", "/user=admin_password=…".
bool names_a_secret(const std::string& name) {
  const std::string key = in_small_letters(name);
  constexpr std::string_view kSecrets[] = {"pass",   "pwd",  "psw", "token",
                                           "secret", "auth", "key", "sign"};
  for (const std::string_view secret : kSecrets)
    if (key.find(secret) != std::string::npos) return true;
  return key == "pw" || key == "user" || key == "usr" || key == "login";
}

/// A secret may hold '_' itself: what follows it in the same part goes too.
std::string without_secret_parameters(const std::string& url) {
  constexpr const char* kParts = "?&;/#";
  std::string out;
  for (std::size_t at = 0; at < url.size();) {
    const std::size_t end = std::min(url.find_first_of(kParts, at), url.size());
    const std::string part = url.substr(at, end - at);
    std::size_t key = 0, equals = part.find('=');
    while (equals != std::string::npos && !names_a_secret(part.substr(key, equals - key))) {
      key = std::min(part.find('_', equals), part.size());
      equals = part.find('=', key);
    }
    out += equals == std::string::npos ? part : part.substr(0, equals + 1) + "***";
    if (end < url.size()) out += url[end];
    at = end + 1;
  }
  return out;
}

}  // namespace

std::string masked(const std::string& url) {
  if (url_scheme(url).empty()) return url;
  const std::size_t begin = url.find("://") + 3;
  // A password may hold '@', '/' or '?' unescaped: rather hide too much than too little.
  const std::size_t at = url.rfind('@');
  const bool has_user = at != std::string::npos && at >= begin;
  const std::string shown = url.substr(0, begin) + (has_user ? "***" : "");
  return shown + without_secret_parameters(url.substr(has_user ? at : begin));
}

}  // namespace mien
