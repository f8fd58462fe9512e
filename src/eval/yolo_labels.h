#pragma once
/// \file Ground truth as YOLO has it: a folder with a text file for each image.

#include <filesystem>
#include <istream>
#include <string>
#include <vector>

#include "eval/truth.h"

namespace mien::eval {

/// One image's labels: lines `class x y w h …`, centre and sides as shares of the image's; further
/// numbers (landmarks) are passed over. Blank lines are none. `where` names the text in messages.
/// Throws Error(input) with the line.
struct YoloLabel {
  int number = 0;  ///< of the class
  TruthFace face;
};
std::vector<YoloLabel> parse_yolo_labels(std::istream& text, const std::string& where);

/// For each image below `images` the file of its name with .txt below `labels`; an image without
/// one has no faces. `face`: the class that counts, its number, or its name in classes.txt of
/// `labels`; empty: the only one that occurs. Throws Error(input) where a label file has no image,
/// no image has one, or there are several classes and none is chosen.
std::vector<TruthImage> read_yolo_labels(const std::filesystem::path& labels,
                                         const std::filesystem::path& images,
                                         const std::string& face);

}  // namespace mien::eval
