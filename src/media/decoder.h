#pragma once
#include <cstdint>
#include <string>

#include "media/av.h"
#include "media/deblocking.h"

namespace mien::media {

struct DecoderOptions {
  int threads = 1;                             ///< 1: decodes in the caller's thread
  Deblocking deblocking = Deblocking::always;  ///< `of_long_groups` is the caller's to decide
  double look_fps = 0;                         ///< frames that are looked at a second; 0: all
  std::int64_t max_pixels = 0;                 ///< of a picture; 0: as for files
};

/// A decoder for a stream, bounded in picture size. Throws Error(input, `where`) where the codec is
/// unknown or its header makes no sense.
CodecHandle open_decoder(const AVCodecParameters& parameters, AVRational time_base,
                         const DecoderOptions& options, const std::string& where);

/// From the next packet on; off: keyframes alone. Only H.264 knows the difference.
void deblock(AVCodecContext& context, bool on);

/// Whether frames of this codec that lack something are marked by its decoder.
bool conceals_errors(AVCodecID codec);

/// A stream's parameters at one of its packets: some recordings change them midway, and say so
/// beside the first packet of their kind.
class CodecDescription {
 public:
  /// What holds from the stream's begin.
  void take(const AVStream& stream);
  /// What holds from this packet on.
  void take(const AVStream& stream, const AVPacket& packet);
  /// Whether a packet needs another decoder than the one for this description.
  bool differs_at(const AVPacket& packet) const;
  const AVCodecParameters& parameters() const { return *parameters_; }

 private:
  struct Free {
    void operator()(AVCodecParameters* p) const { avcodec_parameters_free(&p); }
  };
  std::unique_ptr<AVCodecParameters, Free> parameters_;
  int stream_ = -1;
};

}  // namespace mien::media
