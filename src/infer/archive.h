#pragma once
/// \file One file out of an archive.

#include <filesystem>
#include <string>

#include "infer/files.h"

namespace mien::infer {

/// The regular file called exactly `member` in a zip or tar archive, into memory: nothing is ever
/// written under a name that an archive chose. Throws Error(model) where the archive is damaged,
/// has no such file, or the file unpacks to more than `limit` bytes.
Bytes read_member(const std::filesystem::path& archive, const std::string& member,
                  std::size_t limit);

}  // namespace mien::infer
