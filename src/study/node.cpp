#include "study/node.h"

#include <cmath>

#include <fmt/format.h>

#include "mien/error.h"

namespace mien::study {

Node::Node(const json& object, std::string file, std::string command)
    : value_(&object), file_(std::move(file)), command_(std::move(command)) {
  if (!object.is_object()) fail("", "is not a JSON object");
}

void Node::fail(const std::string& key, const std::string& what) const {
  const std::string place = place_ + key;
  throw Error(ErrorKind::input, file_, place.empty() ? what : place + " " + what,
              fmt::format("make it again with `{}`, or leave this folder out", command_));
}

const json* Node::find(const char* key) const {
  const auto found = value_->find(key);
  return found != value_->end() && !found->is_null() ? &*found : nullptr;
}

bool Node::has(const char* key) const { return find(key) != nullptr; }

std::optional<double> Node::number(const char* key) const {
  const json* found = find(key);
  if (!found) return std::nullopt;
  if (!found->is_number() || !std::isfinite(found->get<double>())) fail(key, "is not a number");
  return found->get<double>();
}

double Node::positive(const char* key) const {
  const auto value = number(key);
  if (!value) fail(key, "is missing");
  if (*value <= 0) fail(key, "is not above 0");
  return *value;
}

std::string Node::text(const char* key) const {
  const json* found = find(key);
  if (!found) return {};
  if (!found->is_string()) fail(key, "is not text");
  return without_credentials(found->get<std::string>());
}

std::string Node::needed_text(const char* key) const {
  std::string words = text(key);
  if (words.empty()) fail(key, "is missing");
  return words;
}

std::optional<bool> Node::flag(const char* key) const {
  const json* found = find(key);
  if (!found) return std::nullopt;
  if (!found->is_boolean()) fail(key, "is not true or false");
  return found->get<bool>();
}

std::optional<Node> Node::object(const char* key) const {
  const json* found = find(key);
  if (!found) return std::nullopt;
  if (!found->is_object()) fail(key, "is not an object");
  Node node = *this;
  node.value_ = found;
  node.place_ = fmt::format("{}{}.", place_, key);
  return node;
}

std::vector<Node> Node::objects(const char* key) const {
  const json* found = find(key);
  if (!found) return {};
  if (!found->is_array()) fail(key, "is not a list");
  std::vector<Node> nodes;
  for (std::size_t i = 0; i < found->size(); ++i) {
    if (!(*found)[i].is_object()) fail(fmt::format("{}[{}]", key, i), "is not an object");
    nodes.push_back(*this);
    nodes.back().value_ = &(*found)[i];
    nodes.back().place_ = fmt::format("{}{}[{}].", place_, key, i);
  }
  return nodes;
}

std::vector<double> Node::numbers(const char* key) const {
  const json* found = find(key);
  if (!found) return {};
  if (!found->is_array()) fail(key, "is not a list");
  std::vector<double> values;
  for (const json& value : *found) {
    if (!value.is_number() || !std::isfinite(value.get<double>())) {
      fail(key, "holds something that is not a number");
    }
    values.push_back(value.get<double>());
  }
  return values;
}

}  // namespace mien::study
