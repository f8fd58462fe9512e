#include "config/config_edit.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "mien/error.h"

#include "base/json.h"
#include "config/cameras.h"
#include "config/config_addresses.h"
#include "config/config_reader.h"

namespace mien::config {

namespace {

using Lines = std::vector<std::string>;

Lines lines_of(const std::string& text) {
  Lines lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

std::string text_of_lines(const Lines& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

std::size_t indent_of(const std::string& line) {
  return std::min(line.find_first_not_of(' '), line.size());
}

/// Where a comment begins; npos: there is none.
std::size_t comment_at(const std::string& line) {
  char quote = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '#' && (i == 0 || line[i - 1] == ' ' || line[i - 1] == '\t')) {
      return i;
    }
  }
  return std::string::npos;
}

bool is_blank_or_comment(const std::string& line) {
  const std::size_t first = line.find_first_not_of(" \t\r");
  return first == std::string::npos || line[first] == '#';
}

std::string quoted(const std::string& text) {
  return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// Bare where it is one word that no reader takes for something else, as it was written.
std::string scalar(const YamlNode& node) {
  const auto plain = [](unsigned char c) {
    return std::isalnum(c) || c == '.' || c == '_' || c == '-' || c == '/' || c == ':';
  };
  const std::string& text = node.text;
  const bool bare = !node.quoted && !text.empty() && std::ranges::all_of(text, plain) &&
                    text.back() != ':' && text.front() != ':' &&
                    (text.front() != '-' || (text.size() > 1 && std::isdigit(text[1])));
  return bare ? text : quoted(text);
}

/// A value in braces, on one line.
std::string flow(const YamlNode& node) {
  std::string inside;
  switch (node.kind) {
    case YamlNode::Kind::null:
      return "";
    case YamlNode::Kind::scalar:
      return scalar(node);
    case YamlNode::Kind::sequence:
      for (const YamlNode& item : node.items) inside += (inside.empty() ? "" : ", ") + flow(item);
      return "[" + inside + "]";
    case YamlNode::Kind::map:
      for (const YamlEntry& entry : node.entries)
        inside += fmt::format("{}{}: {}", inside.empty() ? "" : ", ", quoted(entry.key),
                              flow(entry.value));
      return "{ " + inside + " }";
  }
  return "";
}

bool is_word(const std::string& key) {
  return !key.empty() && std::ranges::all_of(key, [](unsigned char c) {
    return std::isalpha(c) || c == '-' || c == '_' || std::isdigit(c);
  }) && std::isalpha(static_cast<unsigned char>(key.front()));
}

/// A camera as the guide writes it: a key a line, what is inside a key on that line.
Lines camera_lines(const std::string& name, const YamlNode& section, std::size_t indent) {
  const auto key = [](const std::string& text) { return is_word(text) ? text : quoted(text); };
  const std::string margin(indent, ' ');
  Lines lines{margin + key(name) + ":"};
  for (const YamlEntry& entry : section.entries)
    lines.push_back(fmt::format("{}  {}: {}", margin, key(entry.key), flow(entry.value)));
  return lines;
}

/// The file's lines, and where its cameras are.
class Editor {
 public:
  Editor(const std::string& text, const std::string& file)
      : lines_(lines_of(text)), root_(parse_yaml(text, file)) {
    for (std::size_t i = 0; i < root_.entries.size(); ++i)
      if (root_.entries[i].key == "cameras") {
        cameras_ = &root_.entries[i];
        end_ = i + 1 < root_.entries.size() ? line_index(root_.entries[i + 1]) : lines_.size();
      }
  }

  /// The camera's own lines alone.
  std::optional<EditedText> by_lines(const std::string& name, const YamlNode* section) const {
    if (!cameras_ || cameras_->value.entries.empty()) return std::nullopt;
    const auto& all = cameras_->value.entries;
    const auto found = std::ranges::find(all, name, &YamlEntry::key);
    const bool is_last = found == all.end() || std::next(found) == all.end();
    const std::size_t end = trimmed_end(is_last ? end_ : line_index(*std::next(found)));
    const std::size_t begin = found == all.end() ? end : line_index(*found);
    if (found != all.end() && !section && all.size() == 1) return std::nullopt;
    if (begin > end || line_index(all.front()) <= line_index(*cameras_)) return std::nullopt;
    const std::size_t indent = indent_of(lines_[line_index(all.front())]);
    return replaced(begin, end, section ? camera_lines(name, *section, indent) : Lines{});
  }

  /// The whole section `cameras`.
  EditedText by_section(const std::string& name, const YamlNode* section) const {
    Lines block{"cameras:"};
    const auto add = [&](const std::string& key, const YamlNode& node) {
      for (std::string& line : camera_lines(key, node, 2)) block.push_back(std::move(line));
    };
    bool known = false;
    if (cameras_)
      for (const YamlEntry& entry : cameras_->value.entries) {
        const bool same = entry.key == name;
        known |= same;
        if (!same)
          add(entry.key, entry.value);
        else if (section)
          add(name, *section);
      }
    if (!known && section) add(name, *section);
    if (block.size() == 1) block.front() += " {}";
    if (!cameras_) return replaced(lines_.size(), lines_.size(), block);
    return replaced(line_index(*cameras_), trimmed_end(end_), block);
  }

 private:
  static std::size_t line_index(const YamlEntry& entry) {
    return static_cast<std::size_t>(entry.line - 1);
  }

  // Comments above what follows belong to it.
  std::size_t trimmed_end(std::size_t end) const {
    while (end > 0 && is_blank_or_comment(lines_[end - 1])) --end;
    return end;
  }

  EditedText replaced(std::size_t begin, std::size_t end, const Lines& with) const {
    EditedText edited;
    Lines lines(lines_.begin(), lines_.begin() + static_cast<std::ptrdiff_t>(begin));
    lines.insert(lines.end(), with.begin(), with.end());
    for (std::size_t i = begin; i < end; ++i)
      if (comment_at(lines_[i]) != std::string::npos) ++edited.comments_lost;
    lines.insert(lines.end(), lines_.begin() + static_cast<std::ptrdiff_t>(end), lines_.end());
    edited.text = text_of_lines(lines);
    return edited;
  }

  const Lines lines_;
  const YamlNode root_;
  const YamlEntry* cameras_ = nullptr;
  std::size_t end_ = 0;
};

RunConfig wanted(RunConfig config, const std::string& name,
                 const std::optional<CameraConfig>& camera) {
  if (camera)
    put_camera(config, *camera);
  else
    remove_camera(config, name);
  if (std::ranges::find(config.sections, "cameras") == config.sections.end())
    config.sections.push_back("cameras");
  return config;
}

}  // namespace

EditedText edit_camera(const std::string& text, const std::string& file, const std::string& name,
                       const std::string* section,
                       const std::map<std::string, std::string>& environment) {
  const RunConfig before = config::parse_config(text, file, environment);
  std::optional<CameraConfig> camera;
  YamlNode node;
  if (section) {
    node = parse_yaml(*section, "camera '" + name + "'");
    camera = config::parse_camera(name, with_known_addresses(*section, before, name),
                                  before.contents, {});
    if (keeps_addresses(*section, name)) add_addresses(node, parse_yaml(text, file), name);
  }
  const RunConfig goal = wanted(before, name, camera);
  const auto fits = [&](const EditedText& edited) {
    try {
      RunConfig read = parse_config(edited.text, file, environment);
      read.keys = goal.keys;  // what is meant is compared, not how or where it is written
      read.places = goal.places;
      return read == goal;
    } catch (const Error&) {
      return false;
    }
  };
  const Editor editor(text, file);
  const YamlNode* put = section ? &node : nullptr;
  if (const auto edited = editor.by_lines(name, put); edited && fits(*edited)) return *edited;
  if (const auto edited = editor.by_section(name, put); fits(edited)) return edited;
  throw Error(ErrorKind::usage, file, "is written in a form that cannot be changed here",
              "edit the file by hand, and reload");
}

}  // namespace mien::config
