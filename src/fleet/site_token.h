#pragma once
/// \file The name of a store's token at its hub. What a request was admitted with is known by it.

#include <optional>
#include <string>

namespace mien::fleet {

/// Which store, and by which of its tokens: a former one is another.
struct SiteToken {
  std::string site;
  std::string hash;  ///< as http::hashed gives it
};

/// "site/HASH/SITE"
std::string name_of(const SiteToken& token);
/// None: it is not the name of a store's token.
std::optional<SiteToken> site_token(const std::string& name);

}  // namespace mien::fleet
