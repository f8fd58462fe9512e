#pragma once
#include <string>
#include <vector>

#include "mien/summary.h"

/// Prints rows as aligned columns under their header; numbers to the right.
void print_table(const std::vector<std::string>& header,
                 const std::vector<std::vector<std::string>>& rows);

/// What a run found, and where its files lie (empty: none were written).
void print_summary(const mien::Summary& summary, const std::string& folder);
