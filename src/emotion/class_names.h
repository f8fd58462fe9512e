#pragma once
/// \file Expressions by the names that people give them.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mien/types.h"

namespace mien::emotion {

/// A class by the name that data sets give it, in any case: names of `Emotion` (unknown is none),
/// and FER2013's "angry", "happy", "sad", "surprised", "fearful" and alike.
std::optional<Emotion> label_named(std::string_view name);

/// The names that `label_named` takes first of all, for messages.
std::vector<std::string> label_names();

}  // namespace mien::emotion
