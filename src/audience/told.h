#pragma once
/// \file What a database was told of its store, in words, for whoever reads it later.

#include <filesystem>
#include <map>
#include <string>

#include "mien/config.h"

namespace mien::audience {

struct Told {
  std::string time_zone;                      ///< IANA name; empty: not told
  std::map<std::string, std::string> titles;  ///< content → title; those that have one
  std::string expressions;  ///< which are read: "all", "smile", "none"; empty: not told
};

/// What a configuration says of them. Pure.
Told told_of(const RunConfig& config);
/// Keeps it in the file; what is empty stays as it was told before. Throws Error(output).
void tell(const std::filesystem::path& file, const Told& told);
/// Nothing where the file is none of ours, or of an older mien.
Told told_in(const std::filesystem::path& file);

}  // namespace mien::audience
