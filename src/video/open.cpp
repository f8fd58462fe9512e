/// \file From what the user wrote to a source.

#include <filesystem>
#include <functional>

#include "base/url.h"
#include "video/images.h"
#include "video/joined.h"
#include "video/loop_source.h"
#include "video/network_input.h"
#include "video/open_memory.h"
#include "video/picture_stream.h"
#include "video/stream_source.h"

namespace mien::video {
namespace {

namespace fs = std::filesystem;

media::DecoderOptions decoder_of(const OpenOptions& options) {
  return {options.threads, options.deblocking, options.look_fps};
}

std::unique_ptr<Source> open_loop(const std::string& input, const OpenOptions& options) {
  const std::string clip = file_behind(input);
  if (clip.empty()) throw Error(ErrorKind::input, input, "names no clip", "write loop:clip.mp4");
  if (input_kind(clip) != InputKind::path)
    throw Error(ErrorKind::input, "loop:" + masked(clip), "only local files can be replayed");
  OpenOptions whole = options;
  whole.look_fps = 0;  // a camera shows every frame
  return std::make_unique<LoopSource>(input, open_source(clip, whole), options.stop,
                                      options.replay_fps);
}

std::unique_ptr<Source> open_camera(const std::string& input, const OpenOptions& options) {
  return std::make_unique<StreamSource>(opener_of(input, {.stop = options.stop}),
                                        decoder_of(options), options.stop);
}

std::unique_ptr<Source> open_url(const std::string& input, const OpenOptions& options) {
  if (!is_stream_address(input)) {
    throw Error(ErrorKind::input, masked(input),
                "addresses of the kind " + url_scheme(input) + ":// are not read",
                "use http, https or rtsp; give a file by its path");
  }
  return open_camera(input, options);
}

/// Each recording of a file, to be opened by itself.
std::vector<StreamSource::Opener> parts_of(
    const std::string& name, media::Bytes& bytes,
    const std::function<std::unique_ptr<media::Bytes>()>& again) {
  const std::vector<media::ByteRange> ranges = joined_recordings(bytes);
  if (ranges.size() == 1) return {[=] { return std::make_unique<media::Demuxer>(name, again()); }};
  std::vector<StreamSource::Opener> parts;
  for (const media::ByteRange& range : ranges)
    parts.emplace_back(
        [=] { return std::make_unique<media::Demuxer>(name, media::part_of(again(), range)); });
  return parts;
}

std::unique_ptr<Source> open_path(const std::string& input, const OpenOptions& options) {
  std::error_code ignored;
  if (fs::is_directory(input, ignored))
    return std::make_unique<ImageSource>(input, pictures_in(input));
  const std::unique_ptr<media::Bytes> bytes = media::open_file(input);
  if (const char* demuxer = picture_stream(*bytes)) {
    const auto open = [input, demuxer] {
      return std::make_unique<media::Demuxer>(input, media::open_file(input), demuxer);
    };
    return std::make_unique<StreamSource>(open, decoder_of(options), options.stop);
  }
  if (is_still_picture(input))
    return std::make_unique<ImageSource>(input, PictureFolder{.files = {input}});
  return std::make_unique<StreamSource>(
      parts_of(input, *bytes, [input] { return media::open_file(input); }), decoder_of(options),
      options.stop);
}

}  // namespace

std::unique_ptr<Source> open_source(const std::string& input, const OpenOptions& options) {
  if (input.empty()) throw Error(ErrorKind::input, "", "no input is named");
  switch (input_kind(input)) {
    case InputKind::path:
      return open_path(input, options);
    case InputKind::replay:
      return open_loop(input, options);
    case InputKind::device:
      return open_camera(input, options);
    case InputKind::address:
      return open_url(input, options);
  }
  throw Error(ErrorKind::internal, input, "no kind of input matches");
}

std::unique_ptr<Source> open_memory(std::span<const std::uint8_t> container,
                                    const OpenOptions& options) {
  const auto again = [container] { return media::view_memory(container); };
  return std::make_unique<StreamSource>(parts_of("memory", *again(), again), decoder_of(options),
                                        options.stop);
}

}  // namespace mien::video
