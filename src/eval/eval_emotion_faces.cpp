#include "eval/eval_emotion_faces.h"

#include <array>

#include "mien/error.h"

#include "base/text.h"

namespace mien::eval {

namespace fs = std::filesystem;

namespace {

constexpr const char* kFer2013File = "fer2013.csv";
constexpr const char* kVotesFile = "fer2013new.csv";

bool there_is(const fs::path& file) {
  std::error_code failed;
  return fs::is_regular_file(file, failed);
}

}  // namespace

FerPart fer_part_named(const std::string& word) {
  if (word == "public") return FerPart::public_test;
  if (word == "private") return FerPart::private_test;
  if (word == "all") return FerPart::both;
  const std::array<std::string, 3> words{"public", "private", "all"};
  throw Error(ErrorKind::usage, "--part", "there is no part '" + word + "'",
              did_you_mean(word, words));
}

std::unique_ptr<FaceSet> open_faces(const fs::path& dataset, FerPart part) {
  std::error_code failed;
  const bool folder = fs::is_directory(dataset, failed);
  if (folder && !there_is(dataset / kFer2013File)) {
    if (there_is(dataset / kVotesFile))
      throw Error(ErrorKind::input, dataset.string(),
                  "has fer2013new.csv (votes) but not fer2013.csv (the pictures)",
                  "put FER2013's own file beside it");
    return open_face_folders(dataset);
  }
  const fs::path file = folder ? dataset / kFer2013File : dataset;
  if (!fs::exists(file, failed))
    throw Error(ErrorKind::input, file.string(), "there is no such data set",
                "name fer2013.csv, its folder, or a folder with one folder of images per class");
  const fs::path votes = file.parent_path() / kVotesFile;
  if (file.filename() == kVotesFile)
    throw Error(ErrorKind::input, file.string(), "has votes, but no pictures",
                "name fer2013.csv; the votes are read where they lie beside it");
  return open_fer_csv(file, there_is(votes) ? votes : fs::path(), part);
}

void GrayPicture::resize(int width, int height) {
  const int half_width = (width + 1) / 2, half_height = (height + 1) / 2;
  luma_.resize(static_cast<std::size_t>(width) * height);
  chroma_.assign(static_cast<std::size_t>(half_width) * half_height, 128);
  width_ = width;
  height_ = height;
}

Frame GrayPicture::frame() const {
  const int half_width = (width_ + 1) / 2;
  Frame frame;
  frame.info.width = frame.width = width_;
  frame.info.height = frame.height = height_;
  frame.planes[0] = luma_.data();
  frame.planes[1] = frame.planes[2] = chroma_.data();
  frame.strides[0] = width_;
  frame.strides[1] = frame.strides[2] = half_width;
  frame.full_range = true;
  return frame;
}

}  // namespace mien::eval
