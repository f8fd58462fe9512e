#pragma once
/// \file The installed package's dlib, which the program is linked to.

#include "face/dlib/build.h"

namespace mien::face {

const DlibBuild& generic_dlib();

}  // namespace mien::face
