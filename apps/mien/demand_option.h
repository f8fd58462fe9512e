#pragma once
/// \file --demand, the same for every command that has it.

#include <CLI/CLI.hpp>
#include <string>

inline void add_demand_option(CLI::App& command, std::string& demand) {
  command
      .add_option("--demand", demand,
                  "Leave out searches where nothing moved, and readings of faces that look as\n"
                  "they did: off, auto (where it was measured to cost nothing), on")
      ->check(CLI::IsMember({"off", "auto", "on"}));
}
