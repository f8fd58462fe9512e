#include "face/blas_threads.h"

#include <initializer_list>

#include <dlfcn.h>

namespace mien::face {

// Which BLAS answers is only known when the program is loaded, so its own switch is looked up then:
// a direct call would tie the build to one of them.
bool hold_blas_to_one_thread() {
  bool found = false;
  for (const char* name : {"openblas_set_num_threads", "MKL_Set_Num_Threads"}) {
    if (void* symbol = dlsym(RTLD_DEFAULT, name)) {
      reinterpret_cast<void (*)(int)>(symbol)(1);
      found = true;
    }
  }
  return found;
}

}  // namespace mien::face
