#pragma once
/// \file The lines of the server's log on standard error.

#include <string>

/// Writes `line` and its end. A reader that is slow is waited for a second; throws
/// std::runtime_error where the line could not be written.
void write_log_line(const std::string& line);
