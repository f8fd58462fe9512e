#pragma once
/// \file What can be said of a NetworkSpec without an engine.

#include <string>

#include "infer/engine.h"

namespace mien::infer {

/// Throws Error(usage) for sizes and precisions that no engine takes, Error(model) where the file
/// is missing.
void check(const NetworkSpec& spec);

/// Between the file's path and the engine's words in what `refuse` throws.
inline constexpr char kCannotBeUsed[] = " cannot be used: ";

/// Throws Error(model) with what the engine said of the model.
[[noreturn]] void refuse(const NetworkSpec& spec, std::string engine_words);

/// Everything that a compiled network depends on, in words: two specs of one key compile to the
/// same. Reads the model file. Throws Error(input) where that fails.
std::string cache_key(const NetworkSpec& spec);

}  // namespace mien::infer
