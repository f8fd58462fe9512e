#pragma once
/// \file What a reader of a run's page should know before its figures.

#include "report/fields.h"

namespace mien::report {

/// Sentences: results that are missing or could not be read, files that were passed over.
/// `summary`: of summary.json, empty where there is none.
json notes_of(const json& summary, bool has_summary, std::size_t unreadable_lines,
              std::size_t unreadable_rows);

}  // namespace mien::report
