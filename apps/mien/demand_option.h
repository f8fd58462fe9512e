#pragma once
/// \file --demand, the same for every command that has it.

#include <CLI/CLI.hpp>
#include <string>

inline void add_demand_option(CLI::App& command, std::string& demand) {
  command
      .add_option(
          "--demand", demand,
          "Leave out searches where nothing moved, readings of faces that look as they\n"
          "did, deblocking where keyframes are close, and pictures of recordings that\n"
          "nobody can be in: off, auto (the default: what was measured to cost nothing), on")
      ->check(CLI::IsMember({"off", "auto", "on"}));
}
