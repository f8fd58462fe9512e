#include "config/config_sections.h"
#include "config/hub_link.h"
#include "config/secret_url.h"

namespace mien::config {

namespace {

constexpr ConfigKey<HubLinkConfig> kKeys[] = {
    {"url",
     [](const ConfigReader& r, const YamlNode& n, HubLinkConfig& l) {
       l.url = r.filled_text(n);
       if (!may_carry_secrets(l.url))
         r.fail(n.line, "the url of the hub is not https://", "the token is a secret: use https");
       while (l.url.ends_with('/')) l.url.pop_back();
     }},
    {"token", [](const ConfigReader& r, const YamlNode& n,
                 HubLinkConfig& l) { l.token = r.filled_text(n); }},
    {"ca",
     [](const ConfigReader& r, const YamlNode& n, HubLinkConfig& l) { l.ca = r.filled_text(n); }},
};

struct LinkFile {
  HubLinkConfig link;
};

constexpr ConfigKey<LinkFile> kFileKeys[] = {
    {"hub", [](const ConfigReader& r, const YamlNode& n,
               LinkFile& f) { r.section(n, "hub", kKeys, f.link); }},
};

}  // namespace

HubLinkConfig load_hub_link(const std::filesystem::path& file,
                            const std::map<std::string, std::string>& environment) {
  LinkFile read;
  const ConfigFile whole(file, environment);
  whole.read("the file of the hub", kFileKeys, read);
  if (read.link.url.empty() || read.link.token.empty())
    whole.fail("the hub has no url or no token",
               "add hub: {url: https://…, token: \"{MIEN_HUB}\"}");
  return read.link;
}

}  // namespace mien::config
