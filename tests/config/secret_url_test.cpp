#include "config/secret_url.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "mien/error.h"

#include "base/temporary_folder.h"
#include "config/hub_link.h"

namespace mien::config {
namespace {

TEST(SecretUrl, ASecretLeavesThisMachineEncryptedAlone) {
  for (const char* url :
       {"https://hub.example.org", "http://127.0.0.1", "http://127.0.0.1:8650/hub",
        "http://localhost:8650", "http://localhost/", "http://[::1]:8650", "http://localhost?a"})
    EXPECT_TRUE(may_carry_secrets(url)) << url;
  for (const char* url :
       {"http://127.0.0.1.example.org", "http://localhost.example.org",
        "http://localhost@example.org", "http://127.0.0.1@example.org",
        "http://127.0.0.1:80@example.org/", "http://localhostile", "http://127.0.0.1\\@example.org",
        "http://[::1].example.org", "http://example.org", "ftp://localhost", "http://", ""})
    EXPECT_FALSE(may_carry_secrets(url)) << url;
}

TEST(SecretUrl, TheFileOfTheHubIsHeldToIt) {
  const TemporaryFolder temporary;
  const std::filesystem::path folder = temporary.path();
  const auto link = [&](const std::string& url) {
    std::ofstream(folder / "link.yaml") << "hub: { url: \"" << url << "\", token: some-token }\n";
    return load_hub_link(folder / "link.yaml", {}).url;
  };
  EXPECT_EQ(link("http://127.0.0.1:8650/"), "http://127.0.0.1:8650");
  EXPECT_THROW(link("http://127.0.0.1.example.org"), Error);
  EXPECT_THROW(link("http://localhost@example.org"), Error);
}

}  // namespace
}  // namespace mien::config
