#include "video/images.h"

#include <algorithm>
#include <filesystem>

#include "media/layout.h"

namespace mien::video {
namespace {

constexpr std::size_t kImagesPerSegment = 16;
constexpr std::size_t kMostPeeks = 4;  ///< broken images passed over in search of the first size

std::string base_name(const std::string& file) {
  return std::filesystem::path(file).filename().string();
}

}  // namespace

ImageSource::ImageSource(std::string name, PictureFolder folder)
    : files_(std::move(folder.files)),
      frame_(media::make_frame()),
      loaded_(files_.size()),
      end_(files_.size()) {
  media::silence_av_log();
  info_.name = std::move(name);
  info_.frames = static_cast<std::int64_t>(files_.size());
  info_.stills = true;
  info_.passed_over = std::move(folder.passed_over);
  if (files_.size() > 1 || files_.front() != info_.name) {
    info_.fps = 1;
    info_.seconds = static_cast<double>(files_.size());
    for (const std::string& file : files_) info_.files.push_back(base_name(file));
  }
  peek();
}

void ImageSource::peek() {
  for (std::size_t i = 0; i < std::min(files_.size(), kMostPeeks); ++i) {
    if (!load(i)) continue;
    Frame first;
    describe_loaded(first);
    info_.width = first.info.width;
    info_.height = first.info.height;
    info_.codec = avcodec_get_name(picture_.codec);
    if (picture_.more_pages && info_.files.empty()) {
      info_.passed_over.push_back({base_name(files_[i]), "only the first of its pages is read"});
    }
    break;
  }
  damage_ = {};  // counted when it is its turn
  damaged_.clear();
}

void ImageSource::describe_loaded(Frame& frame) const {
  media::StreamLayout layout;
  layout.still = picture_.codec == AV_CODEC_ID_MJPEG || picture_.codec == AV_CODEC_ID_WEBP ||
                 picture_.codec == AV_CODEC_ID_AV1;
  layout.rotation = picture_.rotation;
  media::describe(*frame_, layout, frame);
  frame.still = true;
}

bool ImageSource::load(std::size_t place) {
  if (loaded_ == place) return true;
  loaded_ = files_.size();
  av_frame_unref(frame_.get());
  const std::string& file = files_[place];
  try {
    picture_ = decode_picture(media::open_file(file), file, *frame_);
    loaded_ = place;
    return true;
  } catch (const Error& e) {
    const std::string remedy = e.remedy().empty() ? "" : " (" + e.remedy() + ")";
    add_damage(place, e.reason() + remedy);
    return false;
  }
}

void ImageSource::add_damage(std::size_t place, const std::string& words) {
  const std::string named = base_name(files_[place]) + ": " + words;
  damage_.add(named);
  if (!info_.files.empty()) damaged_.push_back(named);
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
  damaged_.clear();
}

bool ImageSource::read(Frame& frame) {
  while (next_ < end_) {
    const std::size_t place = next_++;
    if (!load(place)) continue;
    describe_loaded(frame);
    if (!converter_.convert(*frame_, frame)) {
      add_damage(place, "its pixel layout cannot be converted");
      continue;
    }
    if (!picture_.damage.empty()) add_damage(place, picture_.damage);
    frame.info.index = delivered_++;
    frame.info.seconds = static_cast<double>(place);
    return true;
  }
  return false;
}

std::shared_ptr<const void> ImageSource::hold(Frame&) { return converter_.hold(*frame_); }

}  // namespace mien::video
