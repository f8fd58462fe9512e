#pragma once
/// \file Reads sources to their end and remembers what came, for tests.

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include <unistd.h>

#include "mien/error.h"

#include "base/temporary_folder.h"
#include "video/video.h"

namespace mien::test {

/// A folder that is gone after the test.
class TemporaryFolder : public mien::TemporaryFolder {
 public:
  std::filesystem::path operator/(const std::string& name) const { return path() / name; }
  std::string string() const { return path().string(); }
};

/// A frame that came.
struct Seen {
  std::int64_t index = 0;
  double seconds = 0;
  std::uint64_t hash = 0;  ///< of all visible samples
  int width = 0, height = 0;
};

inline std::uint64_t hash_of(const Frame& f) {
  std::uint64_t hash = 1469598103934665603ULL;  // FNV-1a
  for (int plane = 0; plane < 3; ++plane) {
    const int width = plane == 0 ? f.width : (f.width + 1) / 2;
    const int height = plane == 0 ? f.height : (f.height + 1) / 2;
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) {
        hash = (hash ^ f.planes[plane][y * f.strides[plane] + x]) * 1099511628211ULL;
      }
    }
  }
  return hash;
}

inline std::vector<Seen> read_all(Source& source, std::size_t at_most = SIZE_MAX) {
  std::vector<Seen> seen;
  Frame f;
  while (seen.size() < at_most && source.read(f)) {
    seen.push_back({f.info.index, f.info.seconds, hash_of(f), f.info.width, f.info.height});
  }
  return seen;
}

inline std::vector<Seen> read_all(const std::filesystem::path& file) {
  return read_all(*video::open_source(file.string()));
}

inline void write_file(const std::filesystem::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary) << bytes;
}

inline std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// What `open_source` says of an input that it refuses; empty where it opens.
inline std::string refusal(const std::string& input) {
  try {
    video::open_source(input);
    return {};
  } catch (const Error& e) {
    return (e.kind() == ErrorKind::input ? "" : "wrong kind: ") + std::string(e.what());
  }
}

}  // namespace mien::test
