#pragma once
/// \file Bytes literals of Python, read without Python.

#include <string>
#include <string_view>

#include "infer/files.h"

namespace mien::infer {

/// The value of the first top-level assignment `variable = b"…"` in a Python source: one bytes
/// literal or several in a row (joined), in single, double or triple quotes, raw or not, in
/// parentheses or not. Nothing is executed. Source: The Python Language Reference, §2.4.1. `where`
/// names the source in complaints. Throws Error(model) where there is no such assignment, or it is
/// not of literals alone.
Bytes bytes_literal(std::string_view source, std::string_view variable, const std::string& where);

}  // namespace mien::infer
