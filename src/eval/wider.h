#pragma once
/// \file Ground truth in WIDER FACE's text format (wider_face_*_bbx_gt.txt).

#include <filesystem>
#include <istream>
#include <string>
#include <vector>

#include "eval/truth.h"

namespace mien::eval {

/// Reads: a line with the image's name, one with the count of faces, then per face ten integers
/// `x y w h blur expression illumination invalid occlusion pose`. A count of 0 is followed by one
/// line of ten integers without meaning (as WIDER has it), or by none. CRLF and blank lines at the
/// end are accepted, nothing else is: throws Error(input) with `where` and the line's number.
/// `where` names the text in messages.
std::vector<TruthImage> parse_wider(std::istream& text, const std::string& where);

/// Throws also where the file cannot be read.
std::vector<TruthImage> read_wider(const std::filesystem::path& file);

}  // namespace mien::eval
