#pragma once
/// \file JSON as runs left it, read as the study reads it: leniently, in the order of the file.

#include "study/files.h"

namespace mien::report {

using study::is_set;
using study::json;
using study::machine_json;
using study::number;
using study::objects_in;
using study::part;
using study::read_object;
using study::read_text;
using study::without_credentials;
using study::words;

}  // namespace mien::report
