#include "infer/yaml_fields.h"

#include <cmath>

#include <fmt/format.h>

#include "mien/error.h"

#include "base/text.h"

namespace mien::infer {

namespace {

// yaml-cpp counts lines from 0.
int line_of(const YAML::Node& node) { return node.Mark().line + 1; }

}  // namespace

YamlFields::YamlFields(const YAML::Node& map, std::string file, std::string what)
    : file_(std::move(file)), what_(std::move(what)), line_(line_of(map)) {
  if (!map.IsMap()) fail("", what_ + " must be a map of keys to values");
  for (const auto& pair : map) {
    if (!pair.first.IsScalar()) fail("", what_ + " has a key that is not a word");
    const std::string key = pair.first.Scalar();
    for (const auto& field : fields_)
      if (field.key == key) fail(key, fmt::format("'{}' is given twice", key));
    fields_.push_back({key, pair.second, line_of(pair.first)});
  }
}

YamlFields::Field* YamlFields::ask(std::string_view key) {
  known_.emplace_back(key);
  for (auto& field : fields_) {
    if (field.key != key) continue;
    field.asked = true;
    return &field;
  }
  return nullptr;
}

void YamlFields::fail(std::string_view key, const std::string& what,
                      const std::string& remedy) const {
  int line = line_;
  for (const auto& field : fields_)
    if (field.key == key) line = field.line;
  throw Error(ErrorKind::model, fmt::format("{}:{}", file_, line), what, remedy);
}

std::optional<std::string> YamlFields::text(std::string_view key) {
  const Field* field = ask(key);
  if (field == nullptr) return std::nullopt;
  if (!field->value.IsScalar()) fail(key, fmt::format("'{}' must be text", key));
  return field->value.Scalar();
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

double YamlFields::as_number(std::string_view key, const YAML::Node& node, double least,
                             double most) const {
  double value = 0;
  if (!node.IsScalar() || !YAML::convert<double>::decode(node, value) || !std::isfinite(value))
    fail(key, fmt::format("'{}' must be a number", key));
  if (value < least || value > most)
    fail(key, fmt::format("'{}' must be between {} and {}", key, least, most));
  return value;
}

double YamlFields::number(std::string_view key, double otherwise, double least, double most) {
  const Field* field = ask(key);
  return field == nullptr ? otherwise : as_number(key, field->value, least, most);
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
  const YAML::Node& node = field->value;
  if (node.IsScalar()) {
    const auto value = static_cast<float>(as_number(key, node, -kMost, kMost));
    return {value, value, value};
  }
  if (!node.IsSequence() || node.size() != 3)
    fail(key, fmt::format("'{}' must be a number or three", key));
  std::array<float, 3> values{};
  for (std::size_t i = 0; i < 3; ++i)
    values[i] = static_cast<float>(as_number(key, node[i], -kMost, kMost));
  return values;
}

std::vector<std::string> YamlFields::texts(std::string_view key) {
  const Field* field = ask(key);
  std::vector<std::string> values;
  if (field == nullptr) return values;
  if (!field->value.IsSequence()) fail(key, fmt::format("'{}' must be a list", key));
  for (const auto& item : field->value) {
    if (!item.IsScalar()) fail(key, fmt::format("'{}' must be a list of texts", key));
    values.push_back(item.Scalar());
  }
  return values;
}

std::vector<float> YamlFields::numbers(std::string_view key, double least, double most) {
  const Field* field = ask(key);
  std::vector<float> values;
  if (field == nullptr) return values;
  if (!field->value.IsSequence()) fail(key, fmt::format("'{}' must be a list of numbers", key));
  for (const auto& item : field->value)
    values.push_back(static_cast<float>(as_number(key, item, least, most)));
  return values;
}

std::optional<YamlFields> YamlFields::map(std::string_view key) {
  const Field* field = ask(key);
  if (field == nullptr) return std::nullopt;
  if (!field->value.IsMap()) fail(key, fmt::format("'{}' must be a map", key));
  return YamlFields(field->value, file_, std::string(key));
}

void YamlFields::finish() const {
  for (const auto& field : fields_)
    if (!field.asked)
      fail(field.key, fmt::format("{} has no key '{}'", what_, field.key),
           did_you_mean(field.key, known_));
}

}  // namespace mien::infer
