#pragma once
/// \file Labelled faces, one after another, from every form that a data set comes in.

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "mien/frame.h"

namespace mien::eval {

/// Which rows of FER2013: those of its public test, its private test, or both. The rows that it
/// meant for training are never evaluated.
enum class FerPart { public_test, private_test, both };
/// "public" | "private" | "all". Throws Error(usage) on another word.
FerPart fer_part_named(const std::string& word);

/// One face that fills its picture. The planes are the set's own, valid until its next `next`.
struct LabelledFace {
  Frame frame;
  std::optional<Emotion> eight;  ///< one of eight: FER+'s majority, or a folder's name
  std::optional<Emotion> seven;  ///< one of FER2013's seven, never contempt
};

/// What was met so far.
struct FaceCounts {
  std::int64_t faces = 0;                                     ///< given out, with any label
  std::int64_t unknown = 0, not_a_face = 0, no_majority = 0;  ///< without a label of eight
  std::int64_t unreadable = 0;  ///< pictures that could not be decoded
  std::string damage;           ///< the last of them, in words
};

class FaceSet {
 public:
  virtual ~FaceSet() = default;
  /// "fer2013", "fer2013+ferplus" or "folders".
  virtual std::string kind() const = 0;
  /// Whether faces have a label of eight at all; else that of seven is all there is.
  virtual bool has_eight() const = 0;
  /// The next face; false at the end. Throws Error(input) with file and line.
  virtual bool next(LabelledFace&) = 0;
  /// How much was read, 0..1.
  virtual double share() const = 0;
  const FaceCounts& counts() const { return counts_; }

 protected:
  FaceCounts counts_;
};

/// `dataset`: FER2013's fer2013.csv (columns emotion, pixels, Usage; without Usage every row
/// counts; `emotion` as 0..6 or in words), with FER+'s fer2013new.csv where that lies beside it; a
/// folder that holds these; or a folder with one folder of images per class. `part` concerns the
/// CSV alone. Throws Error(input) where it is none of these.
std::unique_ptr<FaceSet> open_faces(const std::filesystem::path& dataset, FerPart part);

/// The two forms. `votes` may be empty: FER2013's labels alone.
std::unique_ptr<FaceSet> open_fer_csv(const std::filesystem::path& file,
                                      const std::filesystem::path& votes, FerPart part);
std::unique_ptr<FaceSet> open_face_folders(const std::filesystem::path& folder);

/// A gray picture as a frame with colourless chroma planes.
class GrayPicture {
 public:
  /// Pixels 0..255, row by row, to be filled. The frame is a view of this object.
  void resize(int width, int height);
  std::uint8_t* pixels() { return luma_.data(); }
  Frame frame() const;

 private:
  std::vector<std::uint8_t> luma_, chroma_;
  int width_ = 0, height_ = 0;
};

}  // namespace mien::eval
