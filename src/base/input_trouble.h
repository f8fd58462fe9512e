#pragma once
/// \file An input that cannot be read is its own trouble: the others are finished.

#include <optional>
#include <string>

#include "mien/error.h"

namespace mien {

/// Makes the call. Why its input cannot be read, in words, where it throws Error(input); all else
/// that it throws goes on.
template <class Call>
std::optional<std::string> input_trouble(Call&& call) {
  try {
    call();
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::input) throw;
    return error.what();
  }
  return std::nullopt;
}

}  // namespace mien
