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
  /// Source of a play log → what is known of its player's clock, in words.
  std::map<std::string, std::string> player_clocks;

  /// The content's name where it has none.
  std::string title_of(const std::string& content) const;
};

/// What a configuration says of them. Pure.
Told told_of(const RunConfig& config);
/// Keeps it in the file; what is empty stays as it was told before. Throws Error(output).
void tell(const std::filesystem::path& file, const Told& told);
/// Of the play log `source`; no `words`: nothing any more. Throws Error(output).
void tell_player_clock(const std::filesystem::path& file, const std::string& source,
                       const std::string& words);
/// Nothing where the file is none of ours, or of an older mien.
Told told_in(const std::filesystem::path& file);

}  // namespace mien::audience
