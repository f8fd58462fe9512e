// Contents and the cameras that name them: one content has one name.
#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "base/letter_case.h"
#include "config/config_sections.h"

namespace mien::config {

namespace {

constexpr ConfigKey<ContentConfig> kContentKeys[] = {
    {"title", [](const ConfigReader& r, const YamlNode& n,
                 ContentConfig& c) { c.title = r.filled_text(n); }},
};

void check_taken(const ConfigReader& reader, const std::string& name, int line,
                 const std::string& as_written) {
  if (std::ranges::find(kTakenByTheApi, name) != kTakenByTheApi.end())
    reader.fail(line,
                fmt::format("a content cannot be called {}: the API uses /api/v1/contents/{} for "
                            "something else",
                            as_written, name),
                "give it another name");
}

/// Names as they are met. Messages quote the file, never a secret in its place.
class OneSpelling {
 public:
  explicit OneSpelling(const ConfigReader& reader) : reader_(reader) {}

  void meet(const std::string& name, int line, const std::string& as_written) {
    const auto first = met_.try_emplace(in_small_letters(name), name, line).first;
    if (first->second.first == name) return;
    reader_.fail(line,
                 fmt::format("content {} differs from the one in {} only in upper and lower case",
                             as_written, reader_.place(first->second.second)),
                 "spell the same content the same way everywhere, or rename one of them");
  }

 private:
  const ConfigReader& reader_;
  std::map<std::string, std::pair<std::string, int>> met_;  ///< in small letters → name, line
};

}  // namespace

void read_contents(const ConfigReader& reader, const YamlNode& node,
                   std::map<std::string, ContentConfig>& contents) {
  OneSpelling spelling(reader);
  for (const YamlEntry& entry : reader.entries(node, "contents")) {
    if (entry.key.empty()) reader.fail(entry.line, "a content has an empty name", "give it a name");
    check_taken(reader, entry.key, entry.line, "'" + entry.key + "'");
    spelling.meet(entry.key, entry.line, "'" + entry.key + "'");
    reader.section(entry.value, "a content", kContentKeys, contents[entry.key]);
  }
}

void check_contents(const ConfigReader& reader, const std::vector<ContentUse>& uses,
                    const std::map<std::string, ContentConfig>& contents) {
  std::vector<std::string> names;
  for (const auto& [name, content] : contents) names.push_back(name);
  for (const auto& [node, name] : uses) {
    check_taken(reader, name, node.line, shown(node));
    if (contents.contains(name)) continue;
    reader.fail(node.line, fmt::format("content {} is not defined in contents", shown(node)),
                names.empty() ? "add it to contents" : did_you_mean(node.text, names));
  }
}

void check_spelling(const ConfigReader& reader, const std::vector<ContentUse>& uses) {
  OneSpelling spelling(reader);
  for (const auto& [node, name] : uses) {
    check_taken(reader, name, node.line, shown(node));
    spelling.meet(name, node.line, shown(node));
  }
}

}  // namespace mien::config
