#pragma once
/// \file Ground truth as COCO has it: one JSON file with images, annotations and categories.

#include <filesystem>
#include <string>
#include <vector>

#include "eval/truth.h"

namespace mien::eval {

/// Reads `images` (id, file_name), `annotations` (image_id, category_id, bbox as x, y, width,
/// height in pixels, iscrowd or ignore: neither to be found nor missed) and `categories` (id,
/// name). `face`: the category that counts, by name or id; empty: the only one, or the one called
/// "face". Images without annotations have no faces. `where` names the text in messages. Throws
/// Error(input).
std::vector<TruthImage> parse_coco(const std::string& text, const std::string& where,
                                   const std::string& face);

/// Throws also where the file cannot be read.
std::vector<TruthImage> read_coco(const std::filesystem::path& file, const std::string& face);

}  // namespace mien::eval
