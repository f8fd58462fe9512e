#pragma once
/// \file How values of a configuration file are read and checked, and how a section's table of keys
/// is walked.

#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "mien/config.h"
#include "mien/error.h"

#include "base/text.h"
#include "config/limits.h"
#include "yaml/yaml.h"

namespace mien::config {

/// A key of a section: its name and what reads its value into the section's target.
template <class Target>
struct ConfigKey {
  const char* name;
  void (*read)(const class ConfigReader&, const YamlNode&, Target&);
};

/// Typed, checked reads; every failure is Error(usage) with where = "file:line".
/// Messages quote the file's own text, never a secret that was put in its place.
class ConfigReader {
 public:
  /// `keys`: of JSON. Those that its values have by their "lines", which errors name instead; of
  /// such, text is a string, and nothing is null.
  ConfigReader(std::string file, const std::map<std::string, std::string>& environment,
               std::vector<std::string> keys = {})
      : file_(std::move(file)), environment_(environment), keys_(std::move(keys)) {}

  [[noreturn]] void fail(int line, const std::string& what, const std::string& remedy) const;
  /// "line 7", or the key.
  std::string place(int line) const;

  /// Text with each `{MIEN_NAME}` replaced; may be empty.
  std::string text(const YamlNode& node) const;
  /// Text that says something.
  std::string filled_text(const YamlNode& node) const;
  /// One of `choices`.
  std::string choice(const YamlNode& node, std::span<const std::string> choices) const;
  /// A finite number within [low, high]; `unit` follows the range in messages.
  double number(const YamlNode& node, double low, double high, const char* unit = "") const;
  double number(const YamlNode& node, const Limit<double>& limit) const {
    return number(node, limit.low, limit.high, limit.unit);
  }
  int integer(const YamlNode& node, const Limit<int>& limit) const;
  /// At least three [x, y] with both in 0..1.
  Polygon polygon(const YamlNode& node) const;
  /// Name → polygon.
  std::map<std::string, Polygon> polygons(const YamlNode& node) const;

  /// Entries of a map; a key without value is an empty map.
  const std::vector<YamlEntry>& entries(const YamlNode& node, const char* what) const;

  /// Reads each entry of a section by its table; an unknown key fails with the nearest known one.
  template <class Target, std::size_t N>
  void section(const YamlNode& node, const char* name, const ConfigKey<Target> (&keys)[N],
               Target& target) const {
    for (const YamlEntry& entry : entries(node, name)) {
      const ConfigKey<Target>* known = nullptr;
      for (const auto& key : keys)
        if (entry.key == key.name) known = &key;
      if (!known) {
        std::vector<std::string> names;
        for (const auto& key : keys) names.emplace_back(key.name);
        unknown_key(entry, name, names);
      }
      known->read(*this, entry.value, target);
    }
  }

 private:
  [[noreturn]] void unknown_key(const YamlEntry& entry, const char* section,
                                std::span<const std::string> names) const;
  std::optional<double> parse_number(const YamlNode& node) const;
  std::string replace_secrets(const YamlNode& node) const;

  void check_type(const YamlNode& node, bool right) const;

  std::string file_;
  const std::map<std::string, std::string>& environment_;
  std::vector<std::string> keys_;
};

/// A value as it stands in the file, shortened for a message.
std::string shown(const YamlNode& node);

/// A small file as text. Throws Error(usage) where it cannot be read or has more than `most` bytes;
/// `what`: what it is, `remedy`: where another one comes from.
std::string small_text(const std::filesystem::path& file, std::size_t most, const std::string& what,
                       const std::string& remedy);
/// A file of settings as text, up to 1 MB. Throws Error(usage) where it cannot be read.
std::string config_text(const std::filesystem::path& file);

/// A file of settings of its own: read whole, its top one section.
class ConfigFile {
 public:
  ConfigFile(const std::filesystem::path& file,
             const std::map<std::string, std::string>& environment)
      : root_(parse_yaml(config_text(file), file.string())), reader_(file.string(), environment) {}

  template <class Target, std::size_t N>
  void read(const char* name, const ConfigKey<Target> (&keys)[N], Target& target) const {
    reader_.section(root_, name, keys, target);
  }
  [[noreturn]] void fail(const std::string& what, const std::string& remedy) const {
    reader_.fail(root_.line, what, remedy);
  }

 private:
  const YamlNode root_;
  const ConfigReader reader_;
};

/// load_config on text in memory; `file` is the name for messages. The entry point of the fuzzer.
RunConfig parse_config(const std::string& text, const std::string& file,
                       const std::map<std::string, std::string>& environment);

/// One camera's section alone, as text in YAML or JSON (which is YAML), by the same rules; errors
/// say "camera 'NAME':LINE". `contents`: those that it may name; empty: any.
CameraConfig parse_camera(const std::string& name, const std::string& text,
                          const std::map<std::string, ContentConfig>& contents,
                          const std::map<std::string, std::string>& environment);

}  // namespace mien::config
