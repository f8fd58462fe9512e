#pragma once
/// \file What bench, tune, density and profile share: inputs, children, progress, files.

#include <filesystem>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/temporary_folder.h"
#include "bench/child_measurer.h"
#include "bench/study.h"
#include "context.h"
#include "progress.h"

/// A study under way: its readable inputs, its folder, the measurer, a line of progress on a
/// terminal.
class Study {
 public:
  /// Names inputs that cannot be read on stderr (exit code 3 at the end) and keeps the others.
  /// `out`: folder for results, made where it is missing; empty: a temporary one.
  /// Throws Error(input) where no input is left, Error(output) where the folder cannot be made.
  Study(AppContext& context, const std::vector<std::string>& inputs, const std::string& out);
  ~Study();

  const std::vector<std::string>& inputs() const { return inputs_; }
  const std::filesystem::path& folder() const { return folder_; }
  const mien::bench::StudyTools& tools() const { return tools_; }
  /// Takes the line of progress off the screen.
  void clear();
  /// Writes a file of the output folder, whole or not at all; nothing without one. Throws
  /// Error(output).
  void write(const std::string& name, const std::string& text) const;
  /// 130 after Ctrl-C, 3 where an input could not be read, 1 where something failed, else 0.
  int exit_code(bool interrupted, bool failed) const;

 private:
  void write_log();

  AppContext& context_;
  std::vector<std::string> inputs_;
  bool lost_input_ = false, has_folder_ = false;
  ProgressLine line_;
  std::unique_ptr<mien::TemporaryFolder> scratch_;
  std::filesystem::path folder_;
  mien::bench::StudyTools tools_;
};

/// The detector that was asked for; where that is none, or "auto", what `auto` means here.
std::string chosen_detector(const std::string& asked, const AppContext& context);
/// The detectors of CNNs whose files are in the cache, fastest first; then one's own.
std::vector<std::string> cnn_detectors(const AppContext& context);
/// The same; where there is none yet the one that `auto` fetches, so that a first study needs no
/// other command before it.
std::vector<std::string> all_detectors(const AppContext& context);
/// Of a command that reads no expressions: Error(usage) where `word`, said with `option`, is no
/// precision, or int8.
void check_precision(const char* option, const std::string& word);
/// What `mien run` would say at once, before minutes of measuring: Error(usage) where there is no
/// such detector or precision, or the one does not know the other; Error(model) where a file is
/// missing or wrong.
void check_detectors(const std::vector<std::string>& detectors, const std::string& precision,
                     int width, const AppContext& context);
/// centerface where its file is there, else retinaface.
std::string reference_detector(const AppContext& context);
/// "a,b" → {"a", "b"}; "all" and "" → {}.
std::vector<std::string> names_in(const std::string& list);
