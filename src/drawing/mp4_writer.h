#pragma once
/// \file Pictures → an H.264 MP4.

#include <filesystem>
#include <string>

#include "media/av.h"
#include "media/surface.h"

namespace mien::drawing {

struct Mp4Format {
  int width = 0, height = 0;  ///< even
  double fps = 25;            ///< nominal; every picture carries its own time
  ColorMatrix matrix = ColorMatrix::bt601;
  bool full_range = false;
  double keyframe_seconds = 4;  ///< at most so far apart
  bool as_cameras = false;      ///< no B pictures, no look-ahead, a lower quality
};

/// Writes FILE.part and renames it in `finish`; without `finish` the part is removed. libx264, CRF
/// 20 (26 as cameras), index in front (players start before the file is whole). All failures throw
/// Error(output).
class Mp4Writer {
 public:
  Mp4Writer(const std::filesystem::path& file, const Mp4Format& format);
  ~Mp4Writer();
  Mp4Writer(const Mp4Writer&) = delete;
  Mp4Writer& operator=(const Mp4Writer&) = delete;

  /// The picture to paint next, in 4:2:0; what it holds is left over. Valid until `write`.
  media::Surface surface();
  /// Encodes the surface for this moment (seconds; later than the one before, or moved up to be;
  /// a gap of more than 40 minutes is made one of 40).
  void write(double seconds);
  /// Ends the file and gives it its name.
  void finish();

 private:
  void open_encoder(const Mp4Format& format);
  void open_file();
  void encode(const AVFrame* frame);
  int check(int code, const std::string& what) const;

  std::filesystem::path file_, part_;
  Mp4Format format_;
  media::CodecHandle encoder_;
  media::OutputHandle muxer_;
  media::FrameHandle frame_;
  media::PacketHandle packet_;
  std::int64_t last_time_ = -1;
  std::int64_t cut_ = 0;  ///< ticks taken out of long gaps
  bool finished_ = false;
};

}  // namespace mien::drawing
