#pragma once
/// \file What mien eval emotion prints.

#include <nlohmann/json_fwd.hpp>
#include <string>

/// The tables of a result, as mien::eval::eval_emotion returns it, and where its files lie (empty:
/// none were written).
void print_evaluation(const nlohmann::json& result, const std::string& folder);
