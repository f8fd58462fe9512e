#pragma once
/// \file Retention at the start of a run.

#include <functional>
#include <string>

#include "audience/store.h"

namespace mien::audience {

/// Rows that retention deletes before others have their turn at the file.
inline constexpr std::int64_t kForgetAtOnce = 5000;

/// Deletes what is past the file's retention by a clock that may be believed (Store::mind_clock).
/// `log` (may be empty) is told of rows that stay because this machine's clock is not believed.
/// Returns the time that is. Throws Error(output).
WallTime forget_old(Store& store, const std::function<void(const std::string&)>& log);

}  // namespace mien::audience
