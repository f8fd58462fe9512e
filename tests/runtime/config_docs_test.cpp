// What docs/configuration.md shows must be what the program reads, as it stands there.
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/config_reader.h"

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
        EXPECT_NO_THROW(runtime::parse_config(text, "configuration.md", secrets)) << text;
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

}  // namespace
}  // namespace mien
