#pragma once
/// \file --demand, the same for every command that has it.

#include <CLI/CLI.hpp>
#include <string>

/// `usual`: what the command does without it.
inline void add_demand_option(CLI::App& command, std::string& demand,
                              const std::string& usual = "auto") {
  command
      .add_option("--demand", demand,
                  "Skip work that is unlikely to change the result: off, auto or on (default " +
                      usual +
                      ").\n"
                      "auto: do not search a frame if nothing moved; do not decode frames of a\n"
                      "recording that no search needs, and only keyframes of a camera's main\n"
                      "stream beside a substream; at 10 or more searches per second, do not\n"
                      "read unchanged faces again.\n"
                      "on: also reuse readings of unchanged faces at any rate, do not deblock\n"
                      "frames that are not searched if keyframes are close, and skip stretches\n"
                      "of a recording in which nobody appears. It can miss small faces")
      ->check(CLI::IsMember({"off", "auto", "on"}));
}
