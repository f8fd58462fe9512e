#pragma once
/// \file The one style of error in mien.
///
/// `Error` is thrown at set-up and at the boundaries (files, models, configuration).
/// What is normal per frame (end of stream, damaged packet, no face) is a value, never an
/// exception.

#include <stdexcept>
#include <string>

#include "mien/export.h"

namespace mien {

/// What kind of thing failed; a program maps it to its exit code (`usage` 2, `input` 3, `model` 4).
enum class ErrorKind { usage, input, model, output, internal };

/// Says what failed, where, and what to do about it.
/// `what()` reads "WHERE: WHAT (REMEDY)"; the parts are kept apart for machine-readable output.
class MIEN_API Error : public std::runtime_error {
 public:
  /// \param where  file, camera, option or model concerned; may be empty
  /// \param what   what failed, in words
  /// \param remedy what the reader can do; may be empty
  Error(ErrorKind kind, std::string where, std::string what, std::string remedy = {})
      : std::runtime_error(compose(where, what, remedy)),
        kind_(kind),
        where_(std::move(where)),
        reason_(std::move(what)),
        remedy_(std::move(remedy)) {}

  ErrorKind kind() const noexcept { return kind_; }
  const std::string& where() const noexcept { return where_; }
  const std::string& reason() const noexcept { return reason_; }
  const std::string& remedy() const noexcept { return remedy_; }

 private:
  static std::string compose(const std::string& where, const std::string& what,
                             const std::string& remedy) {
    std::string text = where.empty() ? what : where + ": " + what;
    if (!remedy.empty()) text += " (" + remedy + ")";
    return text;
  }

  ErrorKind kind_;
  std::string where_, reason_, remedy_;
};

}  // namespace mien
