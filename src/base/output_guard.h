#pragma once
/// \file Nothing that is read is written over.

#include <filesystem>
#include <span>
#include <vector>

namespace mien {

/// Throws Error(usage), before anything is written, where an output is an input: the same file by
/// device and inode, so through symbolic and hard links too. Of a folder among the inputs, the
/// files in it are inputs. What stands beside an output while it is written (".part", and SQLite's
/// "-wal", "-shm", "-journal") counts as output. Inputs that are no files here are passed over, and
/// so are outputs that are devices or pipes.
void refuse_overwriting(std::span<const std::filesystem::path> inputs,
                        std::span<const std::filesystem::path> outputs);

}  // namespace mien
