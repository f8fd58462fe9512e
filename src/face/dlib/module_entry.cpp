#ifdef MIEN_DLIB_MODULE

#include "face/dlib/adapter.h"

/// What a module is entered by (kDlibEntry); all else in it is hidden.
extern "C" __attribute__((visibility("default"))) const mien::face::DlibBuild* mien_dlib_build() {
  static const mien::face::DlibBuild build{mien::face::kDlibAbi, MIEN_DLIB_VERSION, MIEN_DLIB_FLAGS,
                                           &mien::face::hog_adapter(), &mien::face::mmod_adapter()};
  return &build;
}

#endif
