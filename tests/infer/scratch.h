#pragma once
/// \file What the tests of this room share.

#include <fstream>
#include <functional>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "mien/error.h"

#include "infer/files.h"

namespace mien::infer {

inline void write_text(const std::filesystem::path& file, std::string_view text) {
  std::ofstream(file, std::ios::binary) << text;
}

inline Bytes bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

/// The error that `call` throws, to be looked at; fails the test where it throws none.
inline Error error_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "no mien::Error was thrown";
  return Error(ErrorKind::internal, "", "none");
}

}  // namespace mien::infer
