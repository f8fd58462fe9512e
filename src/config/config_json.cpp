#include "config/config_json.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "mien/error.h"

#include "base/json.h"
#include "config/config_sections.h"

namespace mien::config {

namespace {

constexpr int kMaxJsonValues = 100'000;

/// JSON → the tree that a file's text gives. Its "lines" are numbers of keys.
class JsonTree {
 public:
  explicit JsonTree(std::string where) : where_(std::move(where)) {}

  YamlNode node(const Json& value, int line = 1) {
    const std::string key = keys_[static_cast<std::size_t>(line)];
    if (++values_ > kMaxJsonValues) fail(key, "holds more than 100000 values", "shorten it");
    YamlNode node{.line = line};
    if (value.is_object()) {
      node.kind = YamlNode::Kind::map;
      const std::string above = key.empty() ? "" : key + ".";
      for (const auto& [name, part] : value.items()) {
        const int number = static_cast<int>(keys_.size());
        keys_.push_back(above + name);
        check(name, keys_.back());
        node.entries.push_back({name, number, this->node(part, number)});
      }
    } else if (value.is_array()) {
      node.kind = YamlNode::Kind::sequence;
      for (const Json& part : value) node.items.push_back(this->node(part, line));
    } else if (!value.is_null()) {
      node.kind = YamlNode::Kind::scalar;
      node.quoted = value.is_string();
      node.text = node.quoted ? value.get<std::string>() : value.dump();
      check(node.text, key);
    }
    return node;
  }

  /// By their numbers; the first two stand for the section itself.
  std::vector<std::string> take_keys() { return std::move(keys_); }

 private:
  [[noreturn]] void fail(const std::string& key, const std::string& what,
                         const std::string& remedy) const {
    throw Error(ErrorKind::usage, key.empty() ? where_ : where_ + ", " + key, what, remedy);
  }
  void check(const std::string& text, const std::string& key) const {
    if (std::ranges::any_of(text, [](unsigned char c) { return c < ' ' || c == 0x7f; }))
      fail(key, "holds a control character or a line break", "send it without");
  }

  const std::string where_;
  std::vector<std::string> keys_{"", ""};
  int values_ = 0;
};

}  // namespace

CameraConfig camera_of_section(const std::string& name, const Json& section,
                               const std::map<std::string, ContentConfig>& contents) {
  const std::string where = "camera '" + name + "'";
  JsonTree tree(where);
  const YamlEntry entry{.key = name, .value = tree.node(section)};
  const std::map<std::string, std::string> no_environment;
  const ConfigReader reader(where, no_environment, tree.take_keys());
  return read_lone_camera(reader, entry, contents);
}

}  // namespace mien::config
