#pragma once
/// \file What is known to be on the images of a set: faces as somebody labelled them.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "mien/types.h"

namespace mien::eval {

/// One labelled face. `invalid` as the annotators marked it (or no area): neither to be found nor
/// to be missed.
struct TruthFace {
  Box box;
  bool invalid = false;
};

struct TruthImage {
  std::string name;       ///< path below the images' folder, as written
  std::string file;       ///< that names it
  int line = 0;           ///< where in it, from 1; 0: not known
  bool relative = false;  ///< boxes are shares of the image's sides, else pixels
  std::vector<TruthFace> faces;
};

/// A path that stays below the images' folder: the labels may come from anywhere.
bool is_image_name(std::string_view name);

/// The labels of `truth`: a folder has YOLO's (yolo_labels.h), a .json file COCO's (coco.h), any
/// other file WIDER FACE's (wider.h). `face`: the class that is a face, by name or number; empty:
/// the only one, or "face". Throws Error(input) with file and line where they are wrong.
std::vector<TruthImage> read_truth(const std::filesystem::path& truth,
                                   const std::filesystem::path& images, const std::string& face);

}  // namespace mien::eval
