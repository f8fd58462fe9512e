#pragma once
/// \file Strict reading of a YAML map, with the line in every complaint.

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "yaml/yaml.h"

namespace mien::infer {

/// The keys of one YAML map, which must outlive this. Each is asked for once; `finish` refuses what
/// was never asked for. All throw Error(model) with "file:line".
class YamlFields {
 public:
  /// `what` names the map in complaints ("a model", "origin").
  YamlFields(const YamlNode& map, std::string file, std::string what);

  std::optional<std::string> text(std::string_view key);
  std::string required(std::string_view key);
  /// One of `words`, or nothing where the key lacks.
  std::optional<std::string> word(std::string_view key, const std::vector<std::string>& words);
  bool flag(std::string_view key, bool otherwise);
  /// Finite and within `least`..`most`.
  double number(std::string_view key, double otherwise, double least, double most);
  int integer(std::string_view key, int otherwise, int least, int most);
  /// One or three numbers; one stands for all three.
  std::array<float, 3> triple(std::string_view key, std::array<float, 3> otherwise);
  std::vector<std::string> texts(std::string_view key);
  /// A list of numbers, each within `least`..`most`; empty where the key lacks.
  std::vector<float> numbers(std::string_view key, double least, double most);
  /// The map under `key`, or nothing.
  std::optional<YamlFields> map(std::string_view key);

  void finish() const;
  /// Complains about the value of `key`, or of the map where that lacks.
  [[noreturn]] void fail(std::string_view key, const std::string& what,
                         const std::string& remedy = {}) const;

 private:
  struct Field {
    const YamlEntry* entry;
    bool asked = false;
  };
  Field* ask(std::string_view key);
  double as_number(std::string_view key, const YamlNode& node, double least, double most) const;

  std::string file_, what_;
  int line_ = 0;
  std::vector<Field> fields_;
  std::vector<std::string> known_;  // every key that was asked for, there or not
};

}  // namespace mien::infer
