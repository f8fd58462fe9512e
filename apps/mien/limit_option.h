#pragma once
/// \file A range of the one table of limits as a check of the command line.

#include <CLI/CLI.hpp>
#include <string>

#include <fmt/format.h>

#include "config/limits.h"

template <class Number>
CLI::Validator within(const mien::config::Limit<Number>& limit) {
  const auto check = [limit](std::string& text) -> std::string {
    Number value{};
    if (CLI::detail::lexical_cast(text, value) && limit.holds(value)) return {};
    return fmt::format("'{}' is not within {}", text, limit.words());
  };
  return {check, limit.words()};
}
