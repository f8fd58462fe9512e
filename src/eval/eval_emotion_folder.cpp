#include <algorithm>

#include "mien/error.h"

#include "base/text.h"
#include "emotion/class_names.h"
#include "eval/eval_emotion_faces.h"
#include "eval/eval_emotion_labels.h"
#include "video/video.h"

namespace mien::eval {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLayout =
    "a folder of images per class: neutral, happiness, …, or angry, happy, …";

struct ClassFolder {
  fs::path folder;
  Emotion label;
};

/// The folders of classes, by name; hidden ones and files beside them do not count.
std::vector<ClassFolder> class_folders(const fs::path& root) {
  std::vector<ClassFolder> folders;
  try {
    for (const fs::directory_entry& entry : fs::directory_iterator(root)) {
      const std::string name = entry.path().filename().string();
      if (name.starts_with('.') || !entry.is_directory()) continue;
      const auto label = emotion::label_named(name);
      if (!label)
        throw Error(ErrorKind::input, entry.path().string(), "is not the name of a class",
                    did_you_mean(name, emotion::label_names()));
      if (!fs::is_empty(entry.path())) folders.push_back({entry.path(), *label});
    }
  } catch (const fs::filesystem_error& error) {
    throw Error(ErrorKind::input, root.string(), "cannot be read: " + error.code().message());
  }
  if (folders.empty())
    throw Error(ErrorKind::input, root.string(), "has neither fer2013.csv nor folders of images",
                std::string("the layout is ") + kLayout);
  std::ranges::sort(folders, {}, &ClassFolder::folder);
  return folders;
}

/// Class after class, image after image; one that cannot be decoded is counted and passed over.
class FaceFolders : public FaceSet {
 public:
  explicit FaceFolders(const fs::path& root) : folders_(class_folders(root)) { open(); }

  std::string kind() const override { return "folders"; }
  bool has_eight() const override { return true; }
  double share() const override {
    return static_cast<double>(place_) / static_cast<double>(folders_.size());
  }

  bool next(LabelledFace& face) override {
    while (place_ < folders_.size()) {
      const Emotion label = folders_[place_].label;
      if (source_->read(face.frame)) {
        face.eight = label;
        face.seven = label == Emotion::contempt ? std::nullopt : std::optional(label);
        ++counts_.faces;
        return true;
      }
      counts_.unreadable += source_->damaged_packets();
      if (source_->damaged_packets() > 0) counts_.damage = source_->damage();
      ++place_;
      open();
    }
    if (counts_.faces == 0)
      throw Error(ErrorKind::input, folders_.front().folder.parent_path().string(),
                  "holds no image that can be decoded", counts_.damage);
    return false;
  }

 private:
  void open() {
    if (place_ < folders_.size()) source_ = video::open_source(folders_[place_].folder.string());
  }

  std::vector<ClassFolder> folders_;
  std::size_t place_ = 0;
  std::unique_ptr<Source> source_;
};

}  // namespace

std::unique_ptr<FaceSet> open_face_folders(const fs::path& folder) {
  return std::make_unique<FaceFolders>(folder);
}

}  // namespace mien::eval
