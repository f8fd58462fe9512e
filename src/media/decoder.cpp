#include "media/decoder.h"

#include <algorithm>

#include "media/demuxer.h"

namespace mien::media {

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
  deblock(*context, options.deblocking != Deblocking::never);
  context->max_pixels = options.max_pixels > 0 ? options.max_pixels : kMaxPixels;
  av_check(avcodec_open2(context.get(), codec, nullptr), ErrorKind::input, where, failed);
  return context;
}

void deblock(AVCodecContext& context, bool on) {
  if (context.codec_id == AV_CODEC_ID_H264)
    context.skip_loop_filter = on ? AVDISCARD_DEFAULT : AVDISCARD_NONINTRA;
}

bool conceals_errors(AVCodecID codec) {
  return codec == AV_CODEC_ID_H264 || codec == AV_CODEC_ID_MPEG2VIDEO || codec == AV_CODEC_ID_MPEG4;
}

void CodecDescription::take(const AVStream& stream) {
  parameters_.reset(avcodec_parameters_alloc());
  if (!parameters_ || avcodec_parameters_copy(parameters_.get(), stream.codecpar) < 0)
    throw Error(ErrorKind::internal, "", "no memory for a stream's description");
  stream_ = stream.index;
}

void CodecDescription::take(const AVStream& stream, const AVPacket& packet) {
  take(stream);
  std::size_t size = 0;
  const auto* extra = av_packet_get_side_data(&packet, AV_PKT_DATA_NEW_EXTRADATA, &size);
  if (!extra) return;
  auto* copy = static_cast<std::uint8_t*>(av_mallocz(size + AV_INPUT_BUFFER_PADDING_SIZE));
  if (!copy) throw Error(ErrorKind::internal, "", "no memory for a stream's description");
  std::copy_n(extra, size, copy);
  av_freep(&parameters_->extradata);
  parameters_->extradata = copy;
  parameters_->extradata_size = static_cast<int>(size);
}

bool CodecDescription::differs_at(const AVPacket& packet) const {
  if (packet.stream_index != stream_) return true;
  std::size_t size = 0;
  const auto* extra = av_packet_get_side_data(&packet, AV_PKT_DATA_NEW_EXTRADATA, &size);
  if (!extra || !(packet.flags & AV_PKT_FLAG_KEY)) return false;
  const auto known = static_cast<std::size_t>(parameters_->extradata_size);
  return size != known || !std::equal(extra, extra + size, parameters_->extradata);
}

}  // namespace mien::media
