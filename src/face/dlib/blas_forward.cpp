#ifdef MIEN_DLIB_MODULE

#include "face/dlib/blas_forward.h"

#include <stdexcept>

namespace mien::face {
namespace {

thread_local const DlibBlas* current = nullptr;

}  // namespace

ForwardBlas::ForwardBlas(const DlibBlas* blas) : before_(current) { current = blas; }
ForwardBlas::~ForwardBlas() { current = before_; }

}  // namespace mien::face

// What is left of a BLAS in a module after the linker dropped what MMOD does not use; hidden, so
// these are nobody else's. dlib's signatures have enums where these have int.
extern "C" void cblas_sgemm(int order, int trans_a, int trans_b, int m, int n, int k, float alpha,
                            const float* a, int lda, const float* b, int ldb, float beta, float* c,
                            int ldc) {
  const mien::face::DlibBlas* blas = mien::face::current;
  if (!blas || !blas->sgemm) throw std::logic_error("a matrix product without a BLAS");
  blas->sgemm(order, trans_a, trans_b, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
}

extern "C" void cblas_sscal(int n, float alpha, float* x, int step) {
  for (int i = 0; i < n; ++i) x[static_cast<long>(i) * step] *= alpha;
}

// Of a build that is not optimised: what the optimiser finds unused is still linked.
extern "C" void cblas_saxpy(int n, float alpha, const float* x, int step_x, float* y, int step_y) {
  for (int i = 0; i < n; ++i)
    y[static_cast<long>(i) * step_y] += alpha * x[static_cast<long>(i) * step_x];
}

#endif
