// The example that users copy is read as it stands, and the guide names every key.
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include "mien/config.h"
#include "mien/error.h"

namespace mien {
namespace {

const std::filesystem::path kSource = MIEN_SOURCE_DIR;

TEST(ConfigExample, IsReadAsItStands) {
  const RunConfig config = load_config(
      kSource / "examples/mien.yaml",
      {{"MIEN_CAM_PASSWORD", "secret"}, {"MIEN_TOKEN", "0123456789abcdef0123456789abcdef"}});
  ASSERT_EQ(config.cameras.size(), 2u);
  EXPECT_EQ(config.cameras[0].showings.size(), 2u);
  EXPECT_EQ(config.cameras[0].staff.size(), 1u);
  EXPECT_EQ(config.audience.min_audience, 5);
  EXPECT_EQ(config.retention_days, 30);
  EXPECT_FALSE(config.server.raw_video);
  EXPECT_EQ(config.notice.languages.size(), 2u);
}

// An unknown key's error lists or nears the known ones; each section's are in the guide.
TEST(ConfigExample, TheGuideNamesEveryKey) {
  std::ifstream stream(kSource / "docs/configuration.md");
  const std::string guide{std::istreambuf_iterator<char>(stream), {}};
  ASSERT_FALSE(guide.empty());
  const char* sections[] = {"",
                            "cameras: { a: { input: x, ",
                            "storage: { ",
                            "live: { ",
                            "audience: { ",
                            "server: { ",
                            "notice: { ",
                            "logs: { ",
                            "reload: { ",
                            "detect: { ",
                            "tuning: { ",
                            "mqtt: { ",
                            "site: { ",
                            "sinks: { outbox: { ",
                            "sinks: { mqtt: { ",
                            "sinks: { kafka: { ",
                            "sinks: { postgres: { ",
                            "sinks: { webhook: { ",
                            "contents: { a: { "};
  for (const std::string section : sections) {
    std::string text = section + "zzzzzzzzzzzzzzzz: 1";
    for (const char c : section)
      if (c == '{') text += " }";
    const auto file = std::filesystem::temp_directory_path() / "mien-config-example.yaml";
    std::ofstream(file) << text << "\n";
    std::string remedy;
    try {
      load_config(file, {});
      ADD_FAILURE() << text << " was read";
    } catch (const Error& error) {
      remedy = error.remedy();
    }
    ASSERT_TRUE(remedy.starts_with("one of: ")) << section << " → " << remedy;
    remedy = remedy.substr(8) + ",";
    for (std::size_t comma; (comma = remedy.find(',')) != remedy.npos;) {
      const std::string key = remedy.substr(0, comma);
      remedy.erase(0, comma + 2);
      EXPECT_TRUE(guide.find("`" + key) != guide.npos ||
                  guide.find("{ " + key + ": …") != guide.npos ||
                  guide.find("## " + key) != guide.npos)
          << "docs/configuration.md lacks " << section << key;
    }
  }
}

}  // namespace
}  // namespace mien
