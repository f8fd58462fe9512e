#pragma once
/// \file --demand, the same for every command that has it.

#include <CLI/CLI.hpp>
#include <string>

/// `usual`: what the command does without it.
inline void add_demand_option(CLI::App& command, std::string& demand,
                              const std::string& usual = "auto") {
  command
      .add_option("--demand", demand,
                  "Skip unneeded work: off, auto or on; default " + usual +
                      ". auto: no search where nothing\n"
                      "moved, from ten searches a second on no reading of faces that have not\n"
                      "changed, no decoding of pictures of a recording that no search needs.\n"
                      "on: also no reading of unchanged faces at any rate, no deblocking of\n"
                      "pictures that are not searched if keyframes are close, no decoding of\n"
                      "pictures in which nobody can be")
      ->check(CLI::IsMember({"off", "auto", "on"}));
}
