#include "face/blas_threads.h"

#include <initializer_list>

#include <dlfcn.h>

namespace mien::face {

// Which BLAS answers is only known when the program is loaded, so its own switch is looked up then:
// a direct call would tie the build to one of them.
bool set_blas_threads(int threads, void* library) {
  bool found = false;
  for (const char* name : {"openblas_set_num_threads", "MKL_Set_Num_Threads"}) {
    if (void* symbol = dlsym(library ? library : RTLD_DEFAULT, name)) {
      if (threads > 0) reinterpret_cast<void (*)(int)>(symbol)(threads);
      found = true;
    }
  }
  return found;
}

}  // namespace mien::face
