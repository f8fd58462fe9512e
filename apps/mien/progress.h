#pragma once
/// \file Progress on a terminal: a bar per input with fps and time to go; or one line.

#include <string>
#include <vector>

#include "mien/config.h"
#include "mien/pipeline.h"

/// Draws to stderr, rewriting its own lines. Draws nothing where `enabled` is false.
class ProgressBars {
 public:
  ProgressBars(const mien::RunConfig& config, bool enabled);
  ~ProgressBars() { clear(); }
  void show(const mien::Progress& progress);
  /// Takes the bars off the screen.
  void clear();

 private:
  std::string line(std::size_t input) const;
  void draw();

  std::vector<std::string> names_;
  std::vector<mien::Progress> latest_;
  std::size_t drawn_ = 0;  ///< lines on the screen
  bool enabled_;
};

/// One line on stderr with a bar and the time to go, of work whose share that is done is known.
/// Draws nothing where `enabled` is false.
class ProgressLine {
 public:
  explicit ProgressLine(bool enabled) : enabled_(enabled) {}
  ~ProgressLine() { clear(); }
  void show(double share, const std::string& what);
  /// Takes the line off the screen.
  void clear();

 private:
  double begun_ms_ = 0;  ///< 0: nothing was shown yet
  bool enabled_, drawn_ = false;
};
