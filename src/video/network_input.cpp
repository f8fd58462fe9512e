#include "video/network_input.h"

#include <utility>

#include "base/url.h"

namespace mien::video {

bool is_stream_address(const std::string& input) {
  const std::string scheme = url_scheme(input);
  return scheme == "http" || scheme == "https" || scheme == "rtsp" || scheme == "rtsps";
}

Opener opener_of(const std::string& input, const media::ConnectionOptions& options) {
  if (input_kind(input) != InputKind::device)
    return [=] { return std::make_unique<media::Demuxer>(input, options); };
  const std::string device = file_behind(input);
  return [=] { return std::make_unique<media::Demuxer>(input, device, options); };
}

}  // namespace mien::video
