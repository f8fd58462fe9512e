#include "bench/software.h"

#include <nlohmann/json.hpp>

#include <fmt/format.h>
#include <gnu/libc-version.h>
#include <hwloc.h>

#include "mien/version.h"

#include "infer/engine.h"
#include "media/versions.h"
#include "recordings/approaches/approaches.h"
#ifdef MIEN_WITH_DLIB
#include <dlib/revision.h>
#endif

namespace mien::bench {

MachineTable software_table() {
  MachineTable table{{"mien", kVersion}, {"OpenVINO", infer::engine_version()}};
#ifdef MIEN_WITH_DLIB
  table.emplace_back("dlib", fmt::format("{}.{}", DLIB_MAJOR_VERSION, DLIB_MINOR_VERSION));
#else
  table.emplace_back("dlib", "not in this build");
#endif
  for (auto& entry : media::library_versions()) table.push_back(std::move(entry));
  const unsigned hwloc = hwloc_get_api_version();
  table.emplace_back("hwloc",
                     fmt::format("{}.{}.{}", hwloc >> 16, hwloc >> 8 & 0xff, hwloc & 0xff));
  table.emplace_back("nlohmann-json",
                     fmt::format("{}.{}.{}", NLOHMANN_JSON_VERSION_MAJOR,
                                 NLOHMANN_JSON_VERSION_MINOR, NLOHMANN_JSON_VERSION_PATCH));
  table.emplace_back("fmt", fmt::format("{}.{}.{}", FMT_VERSION / 10000, FMT_VERSION / 100 % 100,
                                        FMT_VERSION % 100));
  table.emplace_back("OpenMP", std::string(recordings::openmp_runtime()));
  table.emplace_back("C library", std::string("glibc ") + gnu_get_libc_version());
  table.emplace_back("Compiler", __VERSION__);
  return table;
}

}  // namespace mien::bench
