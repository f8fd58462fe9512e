// Any bytes as a configuration file, or as one camera's section: refused with an Error(usage) or
// read, never more.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "runtime/config_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::map<std::string, std::string> environment = {{"MIEN_TOKEN", "0123456789abcdef"},
                                                                 {"MIEN_NUMBER", "8"}};
  const std::string text(reinterpret_cast<const char*>(data), size);
  try {
    mien::runtime::parse_config(text, "fuzz.yaml", environment);
  } catch (const mien::Error& error) {
    if (error.kind() != mien::ErrorKind::usage || error.remedy().empty()) std::abort();
  }
  try {
    mien::runtime::parse_camera("fuzz", text, {{"a", {}}, {"b", {}}}, environment);
  } catch (const mien::Error& error) {
    if (error.kind() != mien::ErrorKind::usage || error.remedy().empty()) std::abort();
  }
  return 0;
}
