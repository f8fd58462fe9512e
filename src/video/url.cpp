#include "video/url.h"

#include <cctype>

namespace mien::video {

std::string url_scheme(const std::string& input) {
  const std::size_t colon = input.find("://");
  if (colon == std::string::npos || colon == 0) return {};
  std::string scheme = input.substr(0, colon);
  for (char& c : scheme) {
    const auto byte = static_cast<unsigned char>(c);
    if (!std::isalnum(byte) && c != '+' && c != '-' && c != '.') return {};
    c = static_cast<char>(std::tolower(byte));
  }
  return scheme;
}

std::string masked(const std::string& url) {
  if (url_scheme(url).empty()) return url;
  const std::size_t begin = url.find("://") + 3;
  // A password may hold '@', '/' or '?' unescaped: rather hide too much than too little.
  const std::size_t at = url.rfind('@');
  if (at == std::string::npos || at < begin) return url;
  return url.substr(0, begin) + "***" + url.substr(at);
}

}  // namespace mien::video
