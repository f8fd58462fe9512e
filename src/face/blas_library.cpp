#ifdef MIEN_WITH_DLIB

#include "face/blas_library.h"

#include <string>

#include <dlfcn.h>
#include <fmt/format.h>

#include "mien/error.h"

#include "base/text.h"
#include "face/blas_threads.h"

namespace mien::face {
namespace {

const std::string kNames[] = {"openblas", "mkl"};

// MKL finds its other files beside this one, by their own names.
constexpr const char* kMkl = "mkl";

[[noreturn]] void refuse_name(std::string_view name) {
  throw Error(ErrorKind::usage, "blas", fmt::format("no BLAS is called '{}'", name),
              did_you_mean(name, kNames));
}

// All of its files are checked, for MKL ends the process where it misses one.
std::string mkl_file(const infer::ModelStore& store) {
  const infer::ModelEntry& entry = store.find(kMkl);
  std::string missing;
  for (const infer::ModelEntry* one : store.with_needed(entry))
    if (store.verify(*one) != infer::ModelStore::State::ok) missing += " " + one->file;
  if (!missing.empty()) {
    throw Error(ErrorKind::model, "blas mkl",
                fmt::format("missing or damaged in {}:{}", store.dir().string(), missing),
                "get it with `mien models pull mkl`, a download of 271 MB");
  }
  return store.locate(entry).string();
}

struct Library {
  void* handle = nullptr;
  DlibBlas functions;
};

// Local: its cblas_* must not become those of the dlib that the program is linked to.
Library open_library(std::string_view name, const std::string& file, const std::string& remedy) {
  Library library{dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL), {}};
  void* sgemm = library.handle ? dlsym(library.handle, "cblas_sgemm") : nullptr;
  if (!sgemm) {
    const char* words = dlerror();
    throw Error(ErrorKind::model, fmt::format("blas {}", name), words ? words : file, remedy);
  }
  library.functions.sgemm = reinterpret_cast<DlibBlas::Sgemm>(sgemm);
  return library;
}

const Library& openblas() {
  static const Library library =
      open_library("openblas", "libopenblas.so.0", "install Debian's package libopenblas0");
  return library;
}

// Opened once, from the first store that has it.
const Library& mkl(const infer::ModelStore& store) {
  static const Library library = [&] {
    Library opened =
        open_library(kMkl, mkl_file(store), "fetch it again with `mien models pull mkl`");
    // Or it would take GNU's OpenMP wherever another library has brought that in.
    constexpr int kIntelThreads = 0;
    if (void* layer = dlsym(opened.handle, "MKL_Set_Threading_Layer"))
      reinterpret_cast<int (*)(int)>(layer)(kIntelThreads);
    return opened;
  }();
  return library;
}

}  // namespace

const DlibBlas& open_blas(std::string_view name, int threads, const infer::ModelStore& store) {
  if (name != "openblas" && name != kMkl) refuse_name(name);
  const Library& library = name == kMkl ? mkl(store) : openblas();
  set_blas_threads(threads, library.handle);
  return library.functions;
}

void use_linked_blas(std::string_view name, int threads) {
  set_blas_threads(threads);
  if (name.empty()) return;
  if (name != "openblas" && name != kMkl) refuse_name(name);
  const char* own = name == kMkl ? "MKL_Set_Num_Threads" : "openblas_set_num_threads";
  if (dlsym(RTLD_DEFAULT, own)) return;
  throw Error(ErrorKind::usage, fmt::format("blas {}", name),
              "the installed dlib uses the system's libblas.so.3, which is a different library",
              "choose a build from source ('auto', 'avx2', …), or see update-alternatives");
}

}  // namespace mien::face

#endif
