#pragma once
/// \file When people come: hour by weekday, and day by day.

#include "audience/store.h"
#include "report/fields.h"

namespace mien::report {

/// Seven rows (Monday first) of 24 hours on `clock`: people, dwell and valence of all hours of the
/// kind that may be told, each on its own; null where none may. Null where there is nothing at all.
json week_json(audience::Store& store, const UtcOffset& clock);

/// Each day of the store that may be told on its own, the first first: [{"day": "2026-11-03",
/// "people", "dwell_s", "valence"}].
json days_json(audience::Store& store, const UtcOffset& clock);

/// How many more stays each content needs until a difference of 0.1 in valence would show against
/// another with as many: [{"content", "stays", "more", "days"}], those that lack none left out.
/// `days`: at the pace of these `days`; null where that is not known.
json too_little_json(audience::Store& store, std::int64_t days);

}  // namespace mien::report
