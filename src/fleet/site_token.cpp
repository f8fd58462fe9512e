#include "fleet/site_token.h"

#include <string_view>

namespace mien::fleet {

namespace {

constexpr std::string_view kOfSites = "site/";

}  // namespace

std::string name_of(const SiteToken& token) {
  return std::string(kOfSites) + token.hash + "/" + token.site;
}

std::optional<SiteToken> site_token(const std::string& name) {
  if (!name.starts_with(kOfSites)) return std::nullopt;
  const std::size_t end = name.find('/', kOfSites.size());  // a hash has none
  if (end == std::string::npos || end == kOfSites.size() || end + 1 == name.size())
    return std::nullopt;
  return SiteToken{.site = name.substr(end + 1),
                   .hash = name.substr(kOfSites.size(), end - kOfSites.size())};
}

}  // namespace mien::fleet
