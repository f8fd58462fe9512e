// Any bytes as a manifest: entries whose files stay in the cache folder, or mien::Error.
#include <cstddef>
#include <cstdint>
#include <string>

#include "mien/error.h"

#include "infer/manifest.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const std::string text(reinterpret_cast<const char*>(data), size);
    for (const auto& entry : mien::infer::parse_manifest(text, "fuzz"))
      if (entry.file.find('/') != std::string::npos || entry.file.front() == '.') __builtin_trap();
  } catch (const mien::Error&) {
  }
  return 0;
}
