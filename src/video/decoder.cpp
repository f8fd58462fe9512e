#include "video/decoder.h"

#include <algorithm>

#include "video/demuxer.h"

namespace mien::video {

CodecHandle open_decoder(const AVCodecParameters& parameters, AVRational time_base,
                         const DecoderOptions& options, const std::string& where) {
  const AVCodec* codec = avcodec_find_decoder(parameters.codec_id);
  const std::string name = avcodec_get_name(parameters.codec_id);
  if (!codec) throw Error(ErrorKind::input, where, "no decoder for its codec " + name);
  CodecHandle context(avcodec_alloc_context3(codec));
  if (!context) throw Error(ErrorKind::internal, where, "no memory for a decoder");
  const std::string failed = "its " + name + " decoder cannot be set up";
  av_check(avcodec_parameters_to_context(context.get(), &parameters), ErrorKind::input, where,
           failed);
  context->pkt_timebase = time_base;
  context->thread_count = std::clamp(options.threads, 1, 64);
  if (options.skip_loop_filter && parameters.codec_id == AV_CODEC_ID_H264)
    context->skip_loop_filter = AVDISCARD_ALL;
  context->max_pixels = options.max_pixels > 0 ? options.max_pixels : kMaxPixels;
  av_check(avcodec_open2(context.get(), codec, nullptr), ErrorKind::input, where, failed);
  return context;
}

}  // namespace mien::video
