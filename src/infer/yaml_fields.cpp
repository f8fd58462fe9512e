#include "infer/yaml_fields.h"

#include <cmath>

#include <fmt/format.h>

#include "mien/error.h"

#include "base/text.h"
#include "base/to_number.h"

namespace mien::infer {

YamlFields::YamlFields(const YamlNode& map, std::string file, std::string what)
    : file_(std::move(file)), what_(std::move(what)), line_(map.line) {
  if (map.kind != YamlNode::Kind::map) fail("", what_ + " must be a map of keys to values");
  for (const YamlEntry& entry : map.entries) fields_.push_back({&entry});
}

YamlFields::Field* YamlFields::ask(std::string_view key) {
  known_.emplace_back(key);
  for (auto& field : fields_) {
    if (field.entry->key != key) continue;
    field.asked = true;
    return &field;
  }
  return nullptr;
}

void YamlFields::fail(std::string_view key, const std::string& what,
                      const std::string& remedy) const {
  int line = line_;
  for (const auto& field : fields_)
    if (field.entry->key == key) line = field.entry->line;
  throw Error(ErrorKind::model, fmt::format("{}:{}", file_, line), what, remedy);
}

std::optional<std::string> YamlFields::text(std::string_view key) {
  const Field* field = ask(key);
  if (field == nullptr) return std::nullopt;
  if (field->entry->value.kind != YamlNode::Kind::scalar)
    fail(key, fmt::format("'{}' must be text", key));
  return field->entry->value.text;
}

std::string YamlFields::required(std::string_view key) {
  const auto value = text(key);
  if (!value || value->empty()) fail(key, fmt::format("{} lacks '{}'", what_, key));
  return *value;
}

std::optional<std::string> YamlFields::word(std::string_view key,
                                            const std::vector<std::string>& words) {
  const auto value = text(key);
  if (!value) return std::nullopt;
  for (const auto& known : words)
    if (known == *value) return value;
  fail(key, fmt::format("'{}' cannot be '{}'", key, *value), did_you_mean(*value, words));
}

bool YamlFields::flag(std::string_view key, bool otherwise) {
  const auto value = word(key, {"true", "false"});
  return value ? *value == "true" : otherwise;
}

double YamlFields::as_number(std::string_view key, const YamlNode& node, double least,
                             double most) const {
  const auto value = to_number<double>(node.text);  // of a list or a map: empty
  if (!value || !std::isfinite(*value)) fail(key, fmt::format("'{}' must be a number", key));
  if (*value < least || *value > most)
    fail(key, fmt::format("'{}' must be between {} and {}", key, least, most));
  return *value;
}

double YamlFields::number(std::string_view key, double otherwise, double least, double most) {
  const Field* field = ask(key);
  return field == nullptr ? otherwise : as_number(key, field->entry->value, least, most);
}

int YamlFields::integer(std::string_view key, int otherwise, int least, int most) {
  const double value = number(key, otherwise, least, most);
  if (value != std::floor(value)) fail(key, fmt::format("'{}' must be a whole number", key));
  return static_cast<int>(value);
}

std::array<float, 3> YamlFields::triple(std::string_view key, std::array<float, 3> otherwise) {
  constexpr double kMost = 1e6;
  const Field* field = ask(key);
  if (field == nullptr) return otherwise;
  const YamlNode& node = field->entry->value;
  if (node.kind == YamlNode::Kind::scalar) {
    const auto value = static_cast<float>(as_number(key, node, -kMost, kMost));
    return {value, value, value};
  }
  if (node.kind != YamlNode::Kind::sequence || node.items.size() != 3)
    fail(key, fmt::format("'{}' must be a number or three", key));
  std::array<float, 3> values{};
  for (std::size_t i = 0; i < 3; ++i)
    values[i] = static_cast<float>(as_number(key, node.items[i], -kMost, kMost));
  return values;
}

std::vector<std::string> YamlFields::texts(std::string_view key) {
  const Field* field = ask(key);
  std::vector<std::string> values;
  if (field == nullptr) return values;
  if (field->entry->value.kind != YamlNode::Kind::sequence)
    fail(key, fmt::format("'{}' must be a list", key));
  for (const YamlNode& item : field->entry->value.items) {
    if (item.kind != YamlNode::Kind::scalar)
      fail(key, fmt::format("'{}' must be a list of texts", key));
    values.push_back(item.text);
  }
  return values;
}

std::vector<float> YamlFields::numbers(std::string_view key, double least, double most) {
  const Field* field = ask(key);
  std::vector<float> values;
  if (field == nullptr) return values;
  if (field->entry->value.kind != YamlNode::Kind::sequence)
    fail(key, fmt::format("'{}' must be a list of numbers", key));
  for (const YamlNode& item : field->entry->value.items)
    values.push_back(static_cast<float>(as_number(key, item, least, most)));
  return values;
}

std::optional<YamlFields> YamlFields::map(std::string_view key) {
  const Field* field = ask(key);
  if (field == nullptr) return std::nullopt;
  if (field->entry->value.kind != YamlNode::Kind::map)
    fail(key, fmt::format("'{}' must be a map", key));
  return YamlFields(field->entry->value, file_, std::string(key));
}

void YamlFields::finish() const {
  for (const auto& field : fields_)
    if (!field.asked)
      fail(field.entry->key, fmt::format("{} has no key '{}'", what_, field.entry->key),
           did_you_mean(field.entry->key, known_));
}

}  // namespace mien::infer
