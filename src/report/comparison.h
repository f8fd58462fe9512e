#pragma once
/// \file Two periods, two contents or two stores, for the page and for programs.

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "base/time.h"
#include "report/fields.h"

namespace mien::report {

/// Days of the calendar, both included: "2026-11-02/2026-11-08", or one. Nullopt where `text` is
/// none. Throws Error(usage) where the last is before the first. Pure.
std::optional<std::pair<std::chrono::local_days, std::chrono::local_days>> period_in(
    const std::string& text);

/// What `left` and `right` name: two periods or two contents of what the folders hold together, or
/// two folders, a store's results each. Days are those of `clock`. Throws Error(usage) where they
/// name different things, or nothing.
json comparison_json(std::span<const std::filesystem::path> folders, const std::string& left,
                     const std::string& right, const UtcOffset& clock);

}  // namespace mien::report
