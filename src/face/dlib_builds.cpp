#ifdef MIEN_WITH_DLIB

#include "face/dlib_builds.h"

#include <algorithm>
#include <optional>

#include <dlfcn.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "mien/error.h"

#include "base/own_file.h"
#include "base/text.h"
#include "face/dlib/generic.h"
#include "face/dlib_fastest.h"

namespace mien::face {

namespace fs = std::filesystem;

namespace {

using Has = bool (*)(const infer::CpuFeatures&);

struct Instructions {
  const char* name;
  Has has;
};
constexpr Instructions kAvx{"AVX", [](const infer::CpuFeatures& cpu) { return cpu.avx; }};
constexpr Instructions kAvx2{"AVX2", [](const infer::CpuFeatures& cpu) { return cpu.avx2; }};
constexpr Instructions kFma{"FMA", [](const infer::CpuFeatures& cpu) { return cpu.fma; }};
constexpr Instructions kAvx512{"AVX-512 (F, BW, DQ, VL)",
                               [](const infer::CpuFeatures& cpu) { return cpu.avx512; }};

struct Isa {
  std::string name;
  std::vector<Instructions> needs;
};

// Fewest first. The flags of cmake/DlibSource.cmake; every x86-64 has SSE2.
const std::vector<Isa>& isas() {
  static const std::vector<Isa> all{{"sse2", {}},
                                    {"avx", {kAvx}},
                                    {"avx2", {kAvx, kAvx2, kFma}},
                                    {"avx512", {kAvx, kAvx2, kFma, kAvx512}}};
  return all;
}

std::vector<std::string> lacking(const Isa& isa, const infer::CpuFeatures& cpu) {
  std::vector<std::string> names;
  for (const Instructions& one : isa.needs)
    if (!one.has(cpu)) names.emplace_back(one.name);
  return names;
}

std::string what_it_has(const infer::CpuFeatures& cpu) {
  std::vector<std::string> names{"SSE2"};
  for (const Instructions& one : {kAvx, kAvx2, kFma, kAvx512})
    if (one.has(cpu)) names.emplace_back(one.name);
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string file_of(const Isa& isa) { return "mien_dlib_" + isa.name + ".so"; }

std::optional<fs::path> module_of(const Isa& isa, const DlibSurroundings& here) {
  for (const fs::path& folder : here.folders) {
    std::error_code failed;
    if (fs::is_regular_file(folder / file_of(isa), failed)) return folder / file_of(isa);
  }
  return std::nullopt;
}

std::string words_of_loader() {
  const char* words = dlerror();
  return words ? words : "no reason given";
}

// Never closed: detectors of it may live anywhere. Local, so that no symbol of one dlib meets
// another's.
const DlibBuild* open_module(const fs::path& file) {
  const char* remedy = "it belongs to another build of mien: build or install mien again";
  void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library) throw Error(ErrorKind::model, file.string(), words_of_loader(), remedy);
  const auto entry = reinterpret_cast<DlibEntry>(dlsym(library, kDlibEntry));
  if (!entry) throw Error(ErrorKind::model, file.string(), words_of_loader(), remedy);
  const DlibBuild* build = entry();
  if (build->abi != kDlibAbi) {
    throw Error(
        ErrorKind::model, file.string(),
        fmt::format("has version {} of mien's module interface, not {}", build->abi, kDlibAbi),
        remedy);
  }
  return build;
}

ChosenDlib generic() { return {"generic", &generic_dlib()}; }

ChosenDlib open_isa(const Isa& isa, const DlibSurroundings& here) {
  if (const auto missing = lacking(isa, here.cpu); !missing.empty()) {
    throw Error(ErrorKind::usage, "build " + isa.name,
                fmt::format("this CPU lacks {}; it has {}", fmt::join(missing, ", "),
                            what_it_has(here.cpu)),
                "choose 'auto', or a build with fewer instruction sets");
  }
  const auto file = module_of(isa, here);
  if (!file) {
    std::vector<std::string> folders;
    for (const fs::path& folder : here.folders) folders.push_back(folder.string());
    throw Error(ErrorKind::model, "build " + isa.name,
                fmt::format("there is no {} in {}", file_of(isa), fmt::join(folders, ", ")),
                "configure mien with -DMIEN_DLIB_SOURCE=ON and build or install it again, or "
                "choose 'generic'");
  }
  return {isa.name, open_module(*file)};
}

}  // namespace

DlibSurroundings dlib_surroundings() { return {module_folders(), infer::cpu_features()}; }

const std::vector<std::string>& dlib_build_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all{"generic"};
    for (const Isa& isa : isas()) all.push_back(isa.name);
    all.emplace_back("auto");
    return all;
  }();
  return names;
}

ChosenDlib choose_dlib(std::string_view wish, const DlibSurroundings& here) {
  if (wish.empty() || wish == "generic") return generic();
  if (wish == "auto") {
    std::vector<ChosenDlib> builds{generic()};
    std::string key = infer::cpu_signature();
    for (const Isa& isa : isas()) {
      const auto file = module_of(isa, here);
      if (!file || !lacking(isa, here.cpu).empty()) continue;
      builds.push_back(open_isa(isa, here));
      std::error_code ignored;
      key += fmt::format(", {} {}", isa.name,
                         fs::last_write_time(*file, ignored).time_since_epoch().count());
    }
    return builds.size() == 1 ? builds.front() : fastest_dlib(builds, key, here.memory);
  }
  for (const Isa& isa : isas())
    if (isa.name == wish) return open_isa(isa, here);
  throw Error(ErrorKind::usage, "build", fmt::format("dlib has no build '{}'", wish),
              did_you_mean(wish, dlib_build_names()));
}

}  // namespace mien::face

#endif
