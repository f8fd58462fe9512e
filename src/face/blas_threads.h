#pragma once
/// \file Threads of the BLAS that the system chose.

namespace mien::face {

/// Makes every BLAS call run on its caller's thread alone, for the whole process: mien's workers
/// are the only parallelism, and a BLAS pool beside each would fight them for the cores. Knows
/// OpenBLAS and MKL, which Debian's alternatives put behind the same libblas.so.3; any other BLAS
/// is left as it is. Idempotent. Returns whether such a BLAS was found.
bool hold_blas_to_one_thread();

}  // namespace mien::face
