#pragma once
/// \file The builds of dlib: the installed package's ("generic"), and those from source, one per
/// instruction set, each a module beside libmien (cmake/DlibSource.cmake makes them).

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "face/dlib/build.h"
#include "infer/cpu.h"

namespace mien::face {

/// Where modules are looked for, and what they may use. Tests put their own.
struct DlibSurroundings {
  std::vector<std::filesystem::path> folders;  ///< the first that has a module's file serves it
  infer::CpuFeatures cpu;
  std::filesystem::path
      memory;  ///< where it is remembered which build is the fastest; empty: nowhere
};

/// This CPU, and the folders `mien/` beside the library or program that holds this code, and its
/// own. The environment is not asked.
DlibSurroundings dlib_surroundings();

struct ChosenDlib {
  std::string name;                  ///< "generic", "sse2", "avx", "avx2" or "avx512"
  const DlibBuild* build = nullptr;  ///< lives as long as the process
};

/// Every name that `choose_dlib` takes, "auto" last.
const std::vector<std::string>& dlib_build_names();

/// The build called `wish`; empty means generic. "auto" is the fastest of those that are
/// there and run on this CPU, as measured at first use (fastest_dlib): wider vectors can lose
/// (`-mavx` does, on machines with AVX2 too; AVX-512 against AVX2 does on some). Throws
/// Error(usage) for an unknown name or instructions that the CPU lacks, Error(model) for a module
/// that is missing or of another make. Thread-safe.
ChosenDlib choose_dlib(std::string_view wish, const DlibSurroundings& = dlib_surroundings());

}  // namespace mien::face
