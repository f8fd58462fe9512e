#pragma once
/// \file Reading the files of bench, tune, profile, density and eval: what is absent is left out,
/// what is broken is named by file and key.

#include <optional>
#include <string>
#include <vector>

#include "study/files.h"

namespace mien::study {

/// A JSON object with its place in a file. Refers to the JSON, which must outlive it.
/// "Absent" is a missing key or null. Every getter throws Error(input) where a value is of another
/// kind than asked, e.g. "b/bench.json: results[2].fps_median is not a number".
class Node {
 public:
  /// \param command  what makes the file again, e.g. "mien bench"
  Node(const json& object, std::string file, std::string command);

  bool has(const char* key) const;
  std::optional<double> number(const char* key) const;
  /// A number that must be there and be above 0.
  double positive(const char* key) const;
  /// Empty where absent. User names and passwords of URLs are hidden.
  std::string text(const char* key) const;
  std::string needed_text(const char* key) const;
  std::optional<bool> flag(const char* key) const;
  std::optional<Node> object(const char* key) const;
  /// Objects of an array; none where absent.
  std::vector<Node> objects(const char* key) const;
  /// Finite numbers of an array; none where absent.
  std::vector<double> numbers(const char* key) const;

  const json& value() const { return *value_; }
  [[noreturn]] void fail(const std::string& key, const std::string& what) const;

 private:
  const json* find(const char* key) const;

  const json* value_;
  std::string file_, place_, command_;  ///< place_: "results[2]."
};

}  // namespace mien::study
