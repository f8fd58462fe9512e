#pragma once
/// \file Threads of a BLAS that is chosen when the program runs.

namespace mien::face {

/// Makes every BLAS call run on `threads` threads, for the whole process; 0 leaves it as the BLAS
/// decides, by the variables that the process was started with (OMP_NUM_THREADS, KMP_*). With 1 a
/// call stays on its caller's thread: mien's workers are the only parallelism then, and no pool
/// fights them for the cores. `library`: a handle of dlopen; null: the BLAS that the program is
/// linked to. Knows OpenBLAS and MKL, which Debian's alternatives put behind the same
/// libblas.so.3; any other BLAS is left as it is. Idempotent. Returns whether one of them was
/// found.
bool set_blas_threads(int threads, void* library = nullptr);

}  // namespace mien::face
