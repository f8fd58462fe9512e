#pragma once
/// \file YAML text → a small tree with line numbers. yaml.cpp alone knows yaml-cpp.

#include <string>
#include <string_view>
#include <vector>

#include "mien/error.h"

namespace mien {

struct YamlEntry;

/// A value of a YAML file.
struct YamlNode {
  enum class Kind { null, scalar, sequence, map };
  Kind kind = Kind::null;
  int line = 1;                 ///< counted from 1
  bool quoted = false;          ///< a scalar in quotes or as a block: text, whatever it looks like
  std::string text;             ///< of a scalar
  std::vector<YamlNode> items;  ///< of a sequence
  std::vector<YamlEntry> entries;  ///< of a map, in the file's order; keys are unique
};

struct YamlEntry {
  std::string key;
  int line = 1;
  YamlNode value;
};

/// Parses one YAML document; an empty text is a null node. `file` is named in errors.
/// Throws Error of `kind` with where = "file:line" on a syntax error, a key given twice, a key that
/// is not plain text, an alias (a short file could stand for an endless one), more than 16 levels,
/// 100,000 values or a second document.
YamlNode parse_yaml(const std::string& text, const std::string& file,
                    ErrorKind kind = ErrorKind::usage);

/// The value of a key; nullptr: it lacks, or `node` is no map.
const YamlNode* child(const YamlNode& node, std::string_view key);

/// A text as YAML takes it back, whatever is in it: in double quotes.
std::string yaml_quoted(const std::string& text);

}  // namespace mien
