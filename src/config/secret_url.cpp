#include "config/secret_url.h"

#include <algorithm>

namespace mien::config {

// The whole authority is compared, not how it begins: 127.0.0.1.example.org is another machine, and
// so is what follows 127.0.0.1@.
bool may_carry_secrets(std::string_view url) {
  constexpr std::string_view kPlain = "http://", kOwn[] = {"localhost", "127.0.0.1", "[::1]"};
  if (url.starts_with("https://")) return true;
  if (!url.starts_with(kPlain)) return false;
  url.remove_prefix(kPlain.size());
  url = url.substr(0, url.find_first_of("/?#"));
  return std::ranges::any_of(kOwn, [&](std::string_view own) {
    if (!url.starts_with(own)) return false;
    const std::string_view port = url.substr(own.size());
    return port.empty() || (port.front() == ':' &&
                            port.find_first_not_of("0123456789", 1) == std::string_view::npos);
  });
}

}  // namespace mien::config
