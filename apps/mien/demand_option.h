#pragma once
/// \file --demand, the same for every command that has it.

#include <CLI/CLI.hpp>
#include <string>

inline void add_demand_option(CLI::App& command, std::string& demand) {
  command
      .add_option("--demand", demand,
                  "Skip unneeded work: off, auto (default) or on. auto: no search where nothing\n"
                  "moved, no reading of faces that have not changed, no decoding of pictures of a\n"
                  "recording that no search needs. on: also no deblocking if keyframes are close,\n"
                  "no decoding of pictures in which nobody can be")
      ->check(CLI::IsMember({"off", "auto", "on"}));
}
