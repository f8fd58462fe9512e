#include "yaml/yaml.h"

#include <algorithm>
#include <optional>
#include <sstream>
#include <unordered_map>

#include <fmt/format.h>
#include <yaml-cpp/emitter.h>
#include <yaml-cpp/emittermanip.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

namespace mien {

namespace {

constexpr std::size_t kMaxDepth = 16, kMaxValues = 100'000;

// Builds the tree from the parser's events. An event handler rather than YAML::Load: limits hold
// while the text is read, keys given twice are seen, and no alias is ever followed.
class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(const std::string& file, ErrorKind kind) : file_(file), kind_(kind) {}

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override {
    if (expects_key()) fail(mark.line, "has an empty key", "write a key before the colon");
    put({.line = line_of(mark)});
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    fail(mark.line, "uses an alias (*name)", "write the value out where it is needed");
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                const std::string& value) override {
    if (std::ranges::any_of(value, [](unsigned char c) { return c < ' ' || c == 0x7f; }))
      fail(mark.line, "holds a control character or a line break within a value",
           "write it on one line, without escapes");
    if (expects_key()) return put_key(value, mark);
    put({.kind = YamlNode::Kind::scalar,
         .line = line_of(mark),
         .quoted = tag == "!",
         .text = value});
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    descend(YamlNode::Kind::sequence, mark);
  }
  void OnSequenceEnd() override { ascend(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    descend(YamlNode::Kind::map, mark);
  }
  void OnMapEnd() override { ascend(); }

  YamlNode take() { return std::move(root_); }
  [[noreturn]] void fail(int line_from_0, const std::string& what,
                         const std::string& remedy) const {
    throw Error(kind_, fmt::format("{}:{}", file_, std::max(line_from_0, 0) + 1), what, remedy);
  }

 private:
  // A collection that is being read, by value: a parent's vector may move its nodes while it grows.
  struct Level {
    YamlNode node;
    std::optional<std::pair<std::string, int>> key;  ///< of a map: read, its value is awaited
    std::unordered_map<std::string, int> lines;      ///< of the keys so far
  };

  static int line_of(const YAML::Mark& mark) { return std::max(mark.line, 0) + 1; }

  bool expects_key() const {
    return !levels_.empty() && levels_.back().node.kind == YamlNode::Kind::map &&
           !levels_.back().key;
  }

  void put_key(const std::string& key, const YAML::Mark& mark) {
    Level& level = levels_.back();
    const auto [first, is_new] = level.lines.emplace(key, line_of(mark));
    if (!is_new) {
      fail(mark.line, fmt::format("'{}' is given twice, first in line {}", key, first->second),
           "remove one of them");
    }
    level.key = {key, line_of(mark)};
  }

  void put(YamlNode node) {
    if (++values_ > kMaxValues)
      fail(node.line - 1, fmt::format("holds more than {} values", kMaxValues), "shorten it");
    if (levels_.empty()) {
      root_ = std::move(node);
      return;
    }
    Level& level = levels_.back();
    if (level.node.kind == YamlNode::Kind::sequence) {
      level.node.items.push_back(std::move(node));
      return;
    }
    // The parser finds a missing value only at what follows it.
    if (node.kind == YamlNode::Kind::null) node.line = level.key->second;
    level.node.entries.push_back({std::move(level.key->first), level.key->second, std::move(node)});
    level.key.reset();
  }

  void descend(YamlNode::Kind kind, const YAML::Mark& mark) {
    if (expects_key())
      fail(mark.line, "uses a list or a map as a key",
           "write plain text before the colon; put text with braces in quotes");
    if (levels_.size() >= kMaxDepth)
      fail(mark.line, fmt::format("is nested more than {} levels deep", kMaxDepth), "flatten it");
    levels_.push_back({.node = {.kind = kind, .line = line_of(mark)}});
  }

  void ascend() {
    YamlNode node = std::move(levels_.back().node);
    levels_.pop_back();
    put(std::move(node));
  }

  const std::string& file_;
  const ErrorKind kind_;
  YamlNode root_;
  std::vector<Level> levels_;
  std::size_t values_ = 0;
};

}  // namespace

YamlNode parse_yaml(const std::string& text, const std::string& file, ErrorKind kind) {
  TreeBuilder builder(file, kind);
  try {
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    if (!parser.HandleNextDocument(builder)) return {};
    YamlNode root = builder.take();
    if (parser.HandleNextDocument(builder))
      builder.fail(root.line - 1, "is followed by a second document", "remove '---' and the rest");
    return root;
  } catch (const YAML::Exception& error) {
    builder.fail(error.mark.line, "is not valid YAML: " + error.msg,
                 "check indentation, quotes and brackets near this line");
  }
}

const YamlNode* child(const YamlNode& node, std::string_view key) {
  const auto found = std::ranges::find(node.entries, key, &YamlEntry::key);
  return found == node.entries.end() ? nullptr : &found->value;
}

std::string yaml_quoted(const std::string& text) {
  YAML::Emitter out;
  out << YAML::DoubleQuoted << text;
  return out.c_str();
}

}  // namespace mien
