#pragma once
/// \file Which BLAS a module's dlib multiplies with: chosen for each call, for two detectors of one
/// module may want different ones. In the program itself dlib is linked to the system's BLAS, and
/// this does nothing.

#include "face/dlib/build.h"

namespace mien::face {

#ifdef MIEN_DLIB_MODULE
/// Until its end, `blas` multiplies for the calling thread.
class ForwardBlas {
 public:
  explicit ForwardBlas(const DlibBlas* blas);
  ~ForwardBlas();
  ForwardBlas(const ForwardBlas&) = delete;
  ForwardBlas& operator=(const ForwardBlas&) = delete;

 private:
  const DlibBlas* before_;
};
#else
struct ForwardBlas {
  explicit ForwardBlas(const DlibBlas*) {}
};
#endif

}  // namespace mien::face
