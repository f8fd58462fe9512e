#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "mien/summary.h"

#include "context.h"

/// Prints rows as aligned columns under their header; numbers to the right.
void print_table(const std::vector<std::string>& header,
                 const std::vector<std::vector<std::string>>& rows);

/// A number of a result in fmt's `format`; a dash where there is none.
std::string number_cell(const nlohmann::json& row, const char* key, const char* format);

/// What a run found, and where its files lie (empty: none were written). `smiles`: nothing else was
/// read.
void print_summary(const mien::Summary& summary, const std::string& folder, bool smiles);
/// What went wrong, or is to be known, on stderr; sets the exit code.
void print_troubles(const mien::Summary& summary, AppContext& context);
