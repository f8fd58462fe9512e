#pragma once
/// \file A made-up past for the demo, so that its charts are full at the first look.

#include <filesystem>

#include "audience/store.h"

namespace mien::demo {

/// Days of the made-up past, up to `now`.
inline constexpr int kHistoryDays = 8;

/// Fills the demo's database with made-up stays and ratings before `now`; one that holds some
/// already stays as it is. The same for the same `now`. Throws Error(output).
void write_demo_history(audience::Store& store, WallTime now);
/// The same with the database of the demo, whose clock is `clock`.
void write_demo_history(const std::filesystem::path& database, const UtcOffset& clock);

}  // namespace mien::demo
