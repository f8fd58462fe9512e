#include "eval/truth.h"

#include "mien/error.h"

#include "eval/coco.h"
#include "eval/wider.h"
#include "eval/yolo_labels.h"

namespace mien::eval {

bool is_image_name(std::string_view name) {
  const std::filesystem::path path(name);
  if (path.empty() || path.is_absolute()) return false;
  for (const auto& part : path) {
    if (part == "..") return false;
  }
  return true;
}

std::vector<TruthImage> read_truth(const std::filesystem::path& truth,
                                   const std::filesystem::path& images, const std::string& face) {
  if (std::filesystem::is_directory(truth)) return read_yolo_labels(truth, images, face);
  if (truth.extension() == ".json") return read_coco(truth, face);
  if (!face.empty())
    throw Error(ErrorKind::usage, "--face-class", "labels of WIDER FACE have no classes",
                "it is for COCO and YOLO labels");
  return read_wider(truth);
}

}  // namespace mien::eval
