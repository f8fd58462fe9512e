/// Blocks of frames, each block a parallel loop: what a script gets by one pragma. Between blocks
/// one thread reads. The only file that is compiled for OpenMP (cmake/MienOpenMP.cmake).

#include "mien/error.h"

#include "recordings/approaches/approaches.h"
#include "recordings/shared_reader.h"
#ifdef _OPENMP
#include <omp.h>
#endif

namespace mien::recordings {

#ifdef _OPENMP
namespace {

// Enough that the threads rarely wait at a block's end, few enough that the pictures stay in
// memory.
constexpr std::size_t kFramesPerThread = 4;

class OpenMp final : public Approach {
 public:
  void work(Workshop& shop) override {
    SharedReader reader(shop);
    const StreamInfo likely = shop.tools().likely();
    const auto prepare = [&](int) {
      for (int i = 0; i < shop.workers(); ++i) {
        chains_.push_back(std::make_unique<chain::FrameChain>(shop.models()));
        shop.tools().prepare(*chains_.back(), likely);
      }
    };
    shop.threads(1, prepare, [&](int) {
      block_.resize(reader.live() ? 1 : chains_.size() * kFramesPerThread);
      while (const int frames = fill(reader)) infer(reader, frames);
    });
  }

 private:
  int fill(SharedReader& reader) {
    int frames = 0;
    for (HeldFrame& held : block_) {
      if (!reader.next(held)) break;
      ++frames;
    }
    return frames;
  }

  // An exception must not leave a parallel region; the first one leaves the loop after it.
  void infer(SharedReader& reader, int frames) {
    std::exception_ptr failure;
    const int threads = static_cast<int>(chains_.size());
#pragma omp parallel for schedule(dynamic) num_threads(threads)
    for (int i = 0; i < frames; ++i) {
      try {
        reader.work_on(block_[static_cast<std::size_t>(i)],
                       *chains_[static_cast<std::size_t>(omp_get_thread_num())]);
      } catch (...) {
#pragma omp critical(mien_openmp_failure)
        if (!failure) failure = std::current_exception();
      }
    }
    if (failure) std::rethrow_exception(failure);
  }

  std::vector<std::unique_ptr<chain::FrameChain>> chains_;  ///< by thread
  std::vector<HeldFrame> block_;
};

}  // namespace

std::unique_ptr<Approach> make_openmp() { return std::make_unique<OpenMp>(); }
int openmp_threads() { return omp_get_max_threads(); }
std::string_view openmp_runtime() { return MIEN_OPENMP_RUNTIME; }

#else

std::unique_ptr<Approach> make_openmp() {
  throw Error(ErrorKind::usage, "approach 'openmp'", "this build has no OpenMP",
              "build it with GCC, or with LLVM's libomp installed; or choose threads");
}
int openmp_threads() { return 0; }
std::string_view openmp_runtime() { return "not in this build"; }

#endif

}  // namespace mien::recordings
