#pragma once
/// \file What the program's exit code says (the list is in --help).

#include "mien/error.h"

inline int exit_code_of(mien::ErrorKind kind) {
  switch (kind) {
    case mien::ErrorKind::usage:
      return 2;
    case mien::ErrorKind::input:
      return 3;
    case mien::ErrorKind::model:
      return 4;
    default:
      return 1;
  }
}
