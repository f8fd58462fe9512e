#include "video/images.h"

#include <algorithm>
#include <filesystem>

#include "video/decoder.h"
#include "video/demuxer.h"
#include "video/layout.h"

namespace mien::video {
namespace {

constexpr std::int64_t kLargestFile = std::int64_t{512} << 20;
constexpr std::size_t kImagesPerSegment = 16;
constexpr std::size_t kMostPeeks = 4;  ///< broken images passed over in search of the first size

/// Decodes one image into `frame`; gives back its codec. Throws Error(input) that says why not.
AVCodecID decode_image(const std::string& file, AVFrame& frame) {
  const std::unique_ptr<Bytes> bytes = open_file(file);
  const AVCodecID id = image_codec(*bytes);
  if (id == AV_CODEC_ID_NONE) throw Error(ErrorKind::input, file, "is not an image");
  if (bytes->size() > kLargestFile) throw Error(ErrorKind::input, file, "is larger than 512 MiB");
  const PacketHandle packet = make_packet();
  const int size = static_cast<int>(bytes->size());
  av_check(av_new_packet(packet.get(), size), ErrorKind::input, file, "cannot be read");
  if (bytes->read_at(0, packet->data, size) != size) {
    throw Error(ErrorKind::input, file, "cannot be read to its end");
  }
  packet->flags |= AV_PKT_FLAG_KEY;
  // A decoder for each: nothing of one image (tables, size, orientation) can leak into the next.
  AVCodecParameters parameters{};
  parameters.codec_type = AVMEDIA_TYPE_VIDEO;
  parameters.codec_id = id;
  parameters.format = -1;
  const CodecHandle codec = open_decoder(parameters, {1, 1}, {}, file);
  const std::string what = std::string("cannot be decoded as ") + avcodec_get_name(id);
  av_check(avcodec_send_packet(codec.get(), packet.get()), ErrorKind::input, file, what);
  av_check(avcodec_receive_frame(codec.get(), &frame), ErrorKind::input, file, what);
  if (std::int64_t{frame.width} * frame.height > kMaxPixels) {
    throw Error(ErrorKind::input, file, "is larger than 16384 x 16384 pixels");
  }
  return id;
}

std::string base_name(const std::string& file) {
  return std::filesystem::path(file).filename().string();
}

StreamLayout image_layout(AVCodecID codec) {
  StreamLayout layout;
  layout.still = codec == AV_CODEC_ID_MJPEG || codec == AV_CODEC_ID_WEBP;
  return layout;
}

}  // namespace

ImageSource::ImageSource(std::string name, std::vector<std::string> files)
    : files_(std::move(files)), frame_(make_frame()), loaded_(files_.size()), end_(files_.size()) {
  silence_av_log();
  info_.name = std::move(name);
  info_.frames = static_cast<std::int64_t>(files_.size());
  if (files_.size() > 1) {
    info_.fps = 1;
    info_.seconds = static_cast<double>(files_.size());
  }
  peek();
}

void ImageSource::peek() {
  for (std::size_t i = 0; i < std::min(files_.size(), kMostPeeks); ++i) {
    if (!load(i)) continue;
    Frame first;
    describe(*frame_, image_layout(codec_), first);
    info_.width = first.info.width;
    info_.height = first.info.height;
    info_.codec = avcodec_get_name(codec_);
    break;
  }
  damage_ = {};  // counted when it is its turn
}

bool ImageSource::load(std::size_t place) {
  if (loaded_ == place) return true;
  loaded_ = files_.size();
  av_frame_unref(frame_.get());
  try {
    codec_ = decode_image(files_[place], *frame_);
    loaded_ = place;
    return true;
  } catch (const Error& e) {
    damage_.add(base_name(files_[place]) + ": " + e.reason());
    return false;
  }
}

std::vector<Segment> ImageSource::segments() {
  std::vector<Segment> segments{Segment{}};
  for (std::size_t cut = kImagesPerSegment; cut < files_.size(); cut += kImagesPerSegment) {
    segments.back().end = static_cast<std::int64_t>(cut);
    segments.push_back({static_cast<std::int64_t>(cut), INT64_MAX});
  }
  return segments;
}

void ImageSource::seek(const Segment& segment) {
  const auto last = static_cast<std::int64_t>(files_.size());
  next_ = static_cast<std::size_t>(std::clamp<std::int64_t>(segment.begin, 0, last));
  end_ = static_cast<std::size_t>(std::clamp<std::int64_t>(segment.end, 0, last));
  delivered_ = 0;
}

bool ImageSource::read(Frame& frame) {
  while (next_ < end_) {
    const std::size_t place = next_++;
    if (!load(place)) continue;
    describe(*frame_, image_layout(codec_), frame);
    if (!converter_.convert(*frame_, frame)) {
      damage_.add(base_name(files_[place]) + ": its pixel layout cannot be converted");
      continue;
    }
    if ((frame_->flags & AV_FRAME_FLAG_CORRUPT) || frame_->decode_error_flags != 0) {
      damage_.add(base_name(files_[place]) + ": decoded with errors");
    }
    frame.info.index = delivered_++;
    frame.info.seconds = static_cast<double>(place);
    return true;
  }
  return false;
}

std::shared_ptr<const void> ImageSource::hold(Frame&) { return converter_.hold(*frame_); }

}  // namespace mien::video
