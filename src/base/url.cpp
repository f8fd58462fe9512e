#include "base/url.h"

#include <algorithm>
#include <cctype>
#include <string_view>

#include "base/letter_case.h"

namespace mien {

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
