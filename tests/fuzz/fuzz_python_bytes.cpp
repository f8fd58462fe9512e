// Any bytes as a Python source: a value or mien::Error, nothing else.
#include <cstddef>
#include <cstdint>

#include "mien/error.h"

#include "infer/python_bytes.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view source(reinterpret_cast<const char*>(data), size);
  try {
    // An escape never stands for more bytes than it has characters.
    if (mien::infer::bytes_literal(source, "W", "fuzz").size() > size) __builtin_trap();
  } catch (const mien::Error&) {
  }
  return 0;
}
