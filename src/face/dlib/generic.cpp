#if defined(MIEN_WITH_DLIB) && !defined(MIEN_DLIB_MODULE)

#include "face/dlib/generic.h"

#include <dlib/revision.h>

#include "face/dlib/adapter.h"

#define MIEN_TEXT(x) #x
#define MIEN_TEXT_OF(x) MIEN_TEXT(x)

namespace mien::face {

const DlibBuild& generic_dlib() {
  static const DlibBuild build{kDlibAbi,
                               MIEN_TEXT_OF(DLIB_MAJOR_VERSION) "." MIEN_TEXT_OF(
                                   DLIB_MINOR_VERSION) "." MIEN_TEXT_OF(DLIB_PATCH_VERSION),
                               "", &hog_adapter(), &mmod_adapter()};
  return build;
}

}  // namespace mien::face

#endif
