#pragma once
/// \file Still images: one, or a folder of them.

#include <memory>
#include <string>
#include <vector>

#include "media/converter.h"
#include "media/damage.h"
#include "video/picture.h"
#include "video/video.h"

namespace mien::video {

/// Whether a file is one still picture, by its content. Throws Error(input) where it cannot be
/// opened, or is a picture of a kind that is not read (it says which).
bool is_still_picture(const std::string& file);

/// Whether a name ends like that of an image (jpg, jpeg, jfif, png, bmp, webp, tif, tiff, ppm, …;
/// any case).
bool has_image_name(const std::string& name);

/// What systems leave in folders, and no user means.
bool is_hidden(const std::string& name);

/// Whether a file holds moving pictures, by its content. Throws Error(input) where it cannot be
/// read.
bool is_clip(const std::string& file);

/// "img2" before "img10": digits compare as numbers.
bool natural_less(const std::string& a, const std::string& b);

/// What a folder holds.
struct PictureFolder {
  std::vector<std::string> files;       ///< still pictures, with their path, in natural order
  std::vector<PassedOver> passed_over;  ///< all other files, and folders; hidden ones are not told
};

/// Looks at each file's content; at names only where a picture is damaged from its first byte on.
/// Throws Error(input) where there are no pictures.
PictureFolder pictures_in(const std::string& folder);

/// Pictures that have nothing to do with one another, one a second. One that cannot be read is
/// counted, named and skipped; its second stays empty.
class ImageSource : public Source {
 public:
  /// `name`: the input as written. A single file has no rate and no duration.
  ImageSource(std::string name, PictureFolder folder);

  const StreamInfo& info() const override { return info_; }
  std::vector<Segment> segments() override;
  void seek(const Segment&) override;
  bool read(Frame& frame) override;
  std::shared_ptr<const void> hold(Frame& frame) override;
  std::int64_t damaged_packets() const override { return damage_.count(); }
  std::string damage() const override { return damage_.words(); }
  /// Of a folder: each damaged picture since the last `seek`, by name.
  std::vector<std::string> notes() const override { return damaged_; }

 private:
  bool load(std::size_t place);
  void add_damage(std::size_t place, const std::string& words);
  void peek();
  void describe_loaded(Frame& frame) const;

  std::vector<std::string> files_;
  StreamInfo info_;
  media::Damage damage_;
  std::vector<std::string> damaged_;
  media::Converter converter_;
  media::FrameHandle frame_;
  Picture picture_;     ///< what is in `frame_`
  std::size_t loaded_;  ///< place of the image in `frame_`; none: files_.size()
  std::size_t next_ = 0, end_;
  std::int64_t delivered_ = 0;
};

}  // namespace mien::video
