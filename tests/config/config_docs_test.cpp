// What docs/configuration.md shows must be what the program reads, as it stands there.
#include <fstream>
#include <map>
#include <tuple>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/config_reader.h"

namespace mien {
namespace {

std::vector<std::string> lines_of_guide() {
  std::ifstream file(std::string(MIEN_SOURCE_DIR) + "/docs/configuration.md");
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

TEST(ConfigurationGuide, EachExampleIsRead) {
  std::map<std::string, std::string> secrets;
  for (const char* name : {"MIEN_ADMIN", "MIEN_RATE", "MIEN_TOKEN"})
    secrets[name] = std::string(name) + "-0123456789abcdef";
  std::string text;
  bool inside = false;
  int examples = 0;
  for (const std::string& line : lines_of_guide()) {
    if (line.starts_with("```")) {
      if (inside) {
        EXPECT_NO_THROW(config::parse_config(text, "configuration.md", secrets)) << text;
        ++examples;
      }
      inside = line == "```yaml";
      text.clear();
    } else if (inside) {
      text += line + "\n";
    }
  }
  EXPECT_GE(examples, 3);
}

// A key with a dot, typed so, is none.
TEST(ConfigurationGuide, TablesShowKeysAsTheyAreWritten) {
  int keys = 0;
  for (const std::string& line : lines_of_guide()) {
    if (!line.starts_with("| `")) continue;
    const std::string cell = line.substr(0, line.find('|', 1));
    EXPECT_EQ(cell.find('.'), std::string::npos) << cell;
    ++keys;
  }
  EXPECT_GT(keys, 40);
}

TEST(ConfigurationGuide, AKeyWithADotIsAnsweredWithTheNestedForm) {
  const std::tuple<const char*, const char*, const char*> cases[] = {
      {"detect.fps: 5\n", "mien.yaml:1", "detect: { fps: … }"},
      {"cameras:\n  a:\n    input: x\n    detect.input: y\n", "mien.yaml:4",
       "detect: { input: … }"},
      {"server.tokens.admin: x\n", "mien.yaml:1", "server: { tokens: { admin: … } }"},
      {"server:\n  tls.key: x\n", "mien.yaml:2", "tls: { key: … }"},
      {"tunign.pin: cores\n", "mien.yaml:1", "one of"}};
  for (const auto& [text, where, remedy] : cases) {
    try {
      config::parse_config(text, "mien.yaml", {});
      ADD_FAILURE() << "was accepted: " << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.where(), where) << text;
      EXPECT_THAT(error.remedy(), testing::HasSubstr(remedy)) << text;
    }
  }
}

}  // namespace
}  // namespace mien
