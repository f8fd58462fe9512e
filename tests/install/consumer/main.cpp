#include <cstdio>

#include "mien/error.h"
#include "mien/pipeline.h"
#include "mien/version.h"

// Links, runs, and gets an error that it can read.
int main() try {
  static_assert(MIEN_VERSION ==
                MIEN_VERSION_MAJOR * 10000 + MIEN_VERSION_MINOR * 100 + MIEN_VERSION_PATCH);
  std::printf("mien %s\n", mien::kVersion);
  mien::run({}, {}, {});
  return 1;
} catch (const mien::Error& error) {
  std::printf("%s\n", error.what());
  return error.kind() == mien::ErrorKind::usage ? 0 : 1;
}
