#ifdef MIEN_DLIB_MODULE

#include <dlib/threads/thread_pool_extension.h>

namespace dlib {

// Instead of dlib's own, which would start a thread per core beside mien's workers, in each module.
// A pool without threads works on its caller's.
thread_pool& default_thread_pool() {
  static thread_pool pool(0);
  return pool;
}

}  // namespace dlib

#endif
