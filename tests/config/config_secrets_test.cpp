// Secrets come from the environment, and are shown nowhere.
#include <gmock/gmock.h>

#include "config/config_reader.h"
#include "refused_config.h"

namespace mien {
namespace {

using config::parse_config;
using testing::HasSubstr, testing::Not;

using Environment = std::map<std::string, std::string>;

TEST(ConfigSecrets, SecretsComeFromTheEnvironmentPassed) {
  const Environment environment = {
      {"MIEN_USER", "eve"}, {"MIEN_PASS", "{MIEN_USER}"}, {"HOME", "h"}};
  const auto input = [&](const std::string& text) {
    return parse_config("cameras: { a: { input: '" + text + "' } }", "m", environment)
        .cameras[0]
        .input;
  };
  EXPECT_EQ(input("rtsp://{MIEN_USER}:{MIEN_PASS}@host"), "rtsp://eve:{MIEN_USER}@host")
      << "a secret's own text is not looked into";
  EXPECT_EQ(input("{HOME}/{x}{MIEN_"), "{HOME}/{x}{MIEN_") << "only {MIEN_…} is replaced";
  EXPECT_EQ(parse_config("workers: '{MIEN_N}'", "m", {{"MIEN_N", "4"}}).workers, 4);
}

TEST(ConfigSecrets, AMissingSecretNamesTheVariableAndTheLine) {
  const Error error = refusal_of("\nserver:\n  token: \"{MIEN_TOKEN}\"\n");
  EXPECT_EQ(error.where(), "mien.yaml:3");
  EXPECT_THAT(error.reason(), HasSubstr("MIEN_TOKEN"));
}

TEST(ConfigSecrets, AMessageNeverShowsASecret) {
  const Environment environment = {{"MIEN_TOKEN", "hush"}};
  for (const char* text :
       {"precision: '{MIEN_TOKEN}'", "workers: '{MIEN_TOKEN}'",
        "server: { listen: '{MIEN_TOKEN}' }",
        "cameras: { a: { input: x, content: '{MIEN_TOKEN}' } }\ncontents: {b: {}}"})
    EXPECT_THAT(refusal_of(text, environment).what(), Not(HasSubstr("hush"))) << text;
}

}  // namespace
}  // namespace mien
