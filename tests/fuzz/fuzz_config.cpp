// Any bytes as a configuration file: refused with an Error(usage) or read, never more.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "runtime/config_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::map<std::string, std::string> environment = {{"MIEN_TOKEN", "secret"},
                                                                 {"MIEN_NUMBER", "8"}};
  try {
    mien::runtime::parse_config({reinterpret_cast<const char*>(data), size}, "fuzz.yaml",
                                environment);
  } catch (const mien::Error& error) {
    if (error.kind() != mien::ErrorKind::usage || error.remedy().empty()) std::abort();
  }
  return 0;
}
