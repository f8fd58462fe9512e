#pragma once
/// \file What a run says where nothing but smiles was read: "smile" and "no smile", wherever its
/// labels are shown.

#include "report/run_files.h"

namespace mien::report {

/// Nothing where summary.json does not say that only smiles were read. Of runs before that one, the
/// rows that have no other expression.
void say_smiles(RunFiles& files);

}  // namespace mien::report
