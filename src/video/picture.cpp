#include "video/picture.h"

#include <algorithm>

#include "media/decoder.h"
#include "media/demuxer.h"
#include "media/planes.h"
#include "video/picture_chunks.h"
#include "video/picture_kind.h"

namespace mien::video {
namespace {

constexpr std::int64_t kLargestFile = std::int64_t{512} << 20;

/// The file as one packet.
media::PacketHandle packet_of(media::Bytes& bytes, const PictureKind& kind,
                              const std::string& name) {
  if (bytes.size() > kLargestFile)
    throw Error(ErrorKind::input, name, "is larger than 512 MiB", "save it smaller");
  media::PacketHandle packet = media::make_packet();
  const int size = static_cast<int>(kind.size > 0 ? kind.size : bytes.size());
  media::av_check(av_new_packet(packet.get(), size), ErrorKind::input, name, "cannot be read");
  if (bytes.read_at(0, packet->data, size) != size) {
    throw Error(ErrorKind::input, name, "cannot be read to its end",
                "check the disk, or copy it again");
  }
  packet->flags |= AV_PKT_FLAG_KEY;
  return packet;
}

AVCodecParameters parameters_of(AVCodecID id) {
  AVCodecParameters parameters{};
  parameters.codec_type = AVMEDIA_TYPE_VIDEO;
  parameters.codec_id = id;
  parameters.format = -1;
  return parameters;
}

/// A decoder for each picture: nothing of one (tables, size, orientation) can leak into the next.
/// `strict`: damage that would be painted over is an error. Gives back libav's code.
int decode(const AVCodecParameters& parameters, const AVPacket& packet, bool strict,
           const std::string& name, AVFrame& frame) {
  const media::CodecHandle codec = media::open_decoder(parameters, {1, 1}, {}, name);
  if (strict) codec->err_recognition |= AV_EF_EXPLODE;
  const int sent = avcodec_send_packet(codec.get(), &packet);
  int code = sent < 0 ? sent : avcodec_receive_frame(codec.get(), &frame);
  if (code == AVERROR(EAGAIN)) {  // it waits for more
    avcodec_send_packet(codec.get(), nullptr);
    code = avcodec_receive_frame(codec.get(), &frame);
  }
  return code;
}

constexpr char kWrongInParts[] = "decoded with errors; parts of it are wrong";

void check_decoded(int code, AVCodecID id, const std::string& name, const AVFrame& frame) {
  media::av_check(code, ErrorKind::input, name,
                  std::string("cannot be decoded as ") + avcodec_get_name(id),
                  "it is damaged or truncated: copy it again");
  if (std::max(frame.width, frame.height) > media::kLargestSide)
    throw Error(ErrorKind::input, name, "is wider or higher than 32767 pixels", "save it smaller");
  if (std::int64_t{frame.width} * frame.height > media::kMaxPixels) {
    throw Error(ErrorKind::input, name, "is larger than 16384 x 16384 pixels", "save it smaller");
  }
}

/// FFmpeg paints over what is damaged in a JPEG and says nothing, unless it is told to be strict.
std::string decode_jpeg(const AVPacket& packet, const std::string& name, AVFrame& frame) {
  constexpr const char* kCutOff = "it is truncated; its lower part is missing";
  const AVCodecParameters parameters = parameters_of(AV_CODEC_ID_MJPEG);
  const JpegEnd end = jpeg_end({packet.data, static_cast<std::size_t>(packet.size)});
  if (decode(parameters, packet, true, name, frame) >= 0) {
    check_decoded(0, AV_CODEC_ID_MJPEG, name, frame);
    // Some cameras leave out the last two bytes; without the end of a progressive one, whole scans
    // are missing.
    const bool blurred = !end.found && end.progressive;
    return blurred ? "it is truncated; it is less sharp than the original" : "";
  }
  av_frame_unref(&frame);
  check_decoded(decode(parameters, packet, false, name, frame), AV_CODEC_ID_MJPEG, name, frame);
  return end.found ? kWrongInParts : kCutOff;
}

/// The first picture of a container.
void decode_contained(std::unique_ptr<media::Bytes> bytes, const std::string& name,
                      AVFrame& frame) {
  media::Demuxer demuxer(name, std::move(bytes));
  const media::PacketHandle packet = media::make_packet();
  if (demuxer.next(*packet) != media::Demuxer::Step::packet) {
    throw Error(ErrorKind::input, name, "contains no picture that can be read", "copy it again");
  }
  const AVCodecParameters& parameters = *demuxer.stream().codecpar;
  check_decoded(decode(parameters, *packet, false, name, frame), parameters.codec_id, name, frame);
}

}  // namespace

Picture decode_picture(std::unique_ptr<media::Bytes> bytes, const std::string& name,
                       AVFrame& frame) {
  const PictureKind kind = picture_kind(*bytes);
  if (kind.name.empty()) throw Error(ErrorKind::input, name, "is not a picture");
  if (!kind.refusal.empty()) throw Error(ErrorKind::input, name, kind.refusal, kind.remedy);
  Picture picture;
  picture.codec = kind.codec;
  picture.rotation = kind.rotation;
  picture.more_pages = kind.more_pages;
  if (kind.contained) {
    decode_contained(std::move(bytes), name, frame);
    return picture;
  }
  const media::PacketHandle packet = packet_of(*bytes, kind, name);
  if (kind.codec == AV_CODEC_ID_MJPEG) {
    picture.damage = decode_jpeg(*packet, name, frame);
    return picture;
  }
  const std::int64_t complaints = media::av_complaints(AV_CLASS_CATEGORY_DECODER);
  const int code = decode(parameters_of(kind.codec), *packet, false, name, frame);
  if (code < 0 && kind.cut_off)
    throw Error(ErrorKind::input, name, "is truncated, and nothing of it can be decoded",
                "copy it again");
  check_decoded(code, kind.codec, name, frame);
  // These two decoders tell the log alone; that of WebP complains there of EXIF that is sound.
  const bool told_to_log = kind.codec == AV_CODEC_ID_GIF || kind.codec == AV_CODEC_ID_TIFF;
  if ((frame.flags & AV_FRAME_FLAG_CORRUPT) || frame.decode_error_flags != 0 ||
      (told_to_log && media::av_complaints(AV_CLASS_CATEGORY_DECODER) > complaints))
    picture.damage = kWrongInParts;
  if (kind.cut_off) picture.damage = "it is truncated; its lower part may be missing";
  return picture;
}

}  // namespace mien::video
