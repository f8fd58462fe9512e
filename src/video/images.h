#pragma once
/// \file Still images: one, or a folder of them.

#include <memory>
#include <string>
#include <vector>

#include "video/bytes.h"
#include "video/converter.h"
#include "video/damage.h"
#include "video/video.h"

namespace mien::video {

/// The codec that a file's first bytes tell of; AV_CODEC_ID_NONE where it is no still image.
AVCodecID image_codec(Bytes& bytes);

/// Whether a name ends like an image that a folder's source reads (jpg, jpeg, png, bmp, webp, tif,
/// tiff, ppm; any case).
bool has_image_name(const std::string& name);

/// "img2" before "img10": digits compare as numbers.
bool natural_less(const std::string& a, const std::string& b);

/// The images of a folder in natural order, not of folders within. Throws Error(input) where there
/// are none.
std::vector<std::string> images_in(const std::string& folder);

/// Images, one a second. One that cannot be read is counted, named and skipped; its second stays
/// empty.
class ImageSource : public Source {
 public:
  /// `name`: the input as written. A single file counts as still: no rate, no duration.
  ImageSource(std::string name, std::vector<std::string> files);

  const StreamInfo& info() const override { return info_; }
  std::vector<Segment> segments() override;
  void seek(const Segment&) override;
  bool read(Frame& frame) override;
  std::shared_ptr<const void> hold(Frame& frame) override;
  std::int64_t damaged_packets() const override { return damage_.count(); }
  std::string damage() const override { return damage_.words(); }

 private:
  bool load(std::size_t place);
  void peek();

  std::vector<std::string> files_;
  StreamInfo info_;
  Damage damage_;
  Converter converter_;
  FrameHandle frame_;
  AVCodecID codec_ = AV_CODEC_ID_NONE;  ///< of the image in `frame_`
  std::size_t loaded_;                  ///< place of the image in `frame_`; none: files_.size()
  std::size_t next_ = 0, end_;
  std::int64_t delivered_ = 0;
};

}  // namespace mien::video
