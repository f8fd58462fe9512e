#pragma once
/// \file What `mien doctor` says of this machine.

#include <string>
#include <vector>

#include "mien/pipeline.h"

namespace mien::bench {

/// One part that mien uses, as it is on this machine.
struct Finding {
  std::string part, state;
  std::string remedy;  ///< how to get it, or how to mend it; empty: all is well
  bool optional =
      false;  ///< nothing that was asked for needs it, or it is fetched when it is needed
};
/// What `mien doctor` says: tables, parts, and one sentence on what the program is ready for.
struct Diagnosis {
  MachineTable hardware, software;
  std::string placement;  ///< with `tuning: { pin: cores }`, a worker and an input a core
  std::vector<Finding> findings;
  std::string verdict;
};
/// `path`: folders of programs, as the variable PATH has them. Fetches nothing.
Diagnosis diagnose(const ModelStorePaths&, const std::string& path);
/// The sentence: "Ready for run, serve, bench. Optional, not there: MPI (apt-get install …)."
std::string verdict_of(const std::vector<Finding>&);

}  // namespace mien::bench
