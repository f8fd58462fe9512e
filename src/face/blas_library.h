#pragma once
/// \file The BLAS that mmod multiplies with, where its dlib is a module.

#include <string_view>

#include "face/dlib/build.h"
#include "infer/models.h"

namespace mien::face {

/// The BLAS called `name` ("openblas", the system's; "mkl", of the model cache), open for this
/// process, with `threads` as in `set_blas_threads`; the last caller's number counts. MKL's own
/// OpenMP runtime reads KMP_* and OMP_* as the process was started with. Lives as long as the
/// process. Throws Error(usage) for another name, Error(model) where its files are missing or
/// wrong. Thread-safe.
const DlibBlas& open_blas(std::string_view name, int threads, const infer::ModelStore&);

/// For the dlib that the program is linked to, whose BLAS the system chose: sets its threads, and
/// throws Error(usage) where `name` is neither empty nor that BLAS's.
void use_linked_blas(std::string_view name, int threads);

}  // namespace mien::face
