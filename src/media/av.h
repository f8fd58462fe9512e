#pragma once
/// \file The one place that owns libav* objects: a handle and a deleter for each, error text,
/// translation.

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/avutil.h>
#include <libavutil/buffer.h>
#include <libavutil/dict.h>
#include <libavutil/frame.h>
#include <libswscale/swscale.h>
}

#include <memory>
#include <string>

#include "mien/error.h"

namespace mien::media {

/// Frees any libav* object in the way that its own library asks for.
struct AvDeleter {
  void operator()(AVCodecContext* p) const { avcodec_free_context(&p); }
  void operator()(AVFrame* p) const { av_frame_free(&p); }
  void operator()(AVPacket* p) const { av_packet_free(&p); }
  void operator()(SwsContext* p) const { sws_freeContext(p); }
  void operator()(AVBufferRef* p) const { av_buffer_unref(&p); }
  void operator()(AVBufferPool* p) const { av_buffer_pool_uninit(&p); }
  /// A context of our own callbacks: libavformat may have replaced its buffer, which is ours to
  /// free.
  void operator()(AVIOContext* p) const {
    if (p) av_freep(&p->buffer);
    avio_context_free(&p);
  }
};

/// Closes a demuxer.
struct InputDeleter {
  void operator()(AVFormatContext* p) const { avformat_close_input(&p); }
};

/// Closes a muxer and the file that it opened itself.
struct OutputDeleter {
  void operator()(AVFormatContext* p) const {
    const bool own_file = p && p->oformat && !(p->oformat->flags & AVFMT_NOFILE) &&
                          !(p->flags & AVFMT_FLAG_CUSTOM_IO);
    if (own_file) avio_closep(&p->pb);
    avformat_free_context(p);
  }
};

template <class T>
using Av = std::unique_ptr<T, AvDeleter>;

using CodecHandle = Av<AVCodecContext>;
using FrameHandle = Av<AVFrame>;
using PacketHandle = Av<AVPacket>;
using SwsHandle = Av<SwsContext>;
using IoHandle = Av<AVIOContext>;
using InputHandle = std::unique_ptr<AVFormatContext, InputDeleter>;
using OutputHandle = std::unique_ptr<AVFormatContext, OutputDeleter>;

/// Options for a libav* call; what the call did not take stays inside and is freed.
class Options {
 public:
  Options() = default;
  ~Options() { av_dict_free(&dictionary_); }
  Options(const Options&) = delete;
  Options& operator=(const Options&) = delete;
  Options& set(const char* key, const char* value) {
    av_dict_set(&dictionary_, key, value, 0);
    return *this;
  }
  Options& set(const char* key, std::int64_t value) {
    av_dict_set_int(&dictionary_, key, value, 0);
    return *this;
  }
  AVDictionary** out() { return &dictionary_; }

 private:
  AVDictionary* dictionary_ = nullptr;
};

/// What a libav* error code means, in words ("Invalid data found when processing input" → "invalid
/// data").
std::string av_text(int code);

/// Throws Error(kind) with the words of `code` where it is negative; gives it back otherwise.
int av_check(int code, ErrorKind kind, const std::string& where, const std::string& what,
             const std::string& remedy = {});

/// A picture that needs no other. FFmpeg 6.1 moved the mark into the flags.
inline bool is_key_frame(const AVFrame& frame) {
#ifdef AV_FRAME_FLAG_KEY
  return (frame.flags & AV_FRAME_FLAG_KEY) != 0;
#else
  return frame.key_frame != 0;
#endif
}

/// A fresh object, or Error(internal) where memory is short.
FrameHandle make_frame();
PacketHandle make_packet();

/// libav* writes to stderr unless told otherwise; the library never prints. Called by all that
/// open, once in effect.
void silence_av_log();
/// How many errors libav* would have written in this thread, those of decoders or of demuxers. Some
/// say only there that they made up what is damaged, or passed over it.
std::int64_t av_complaints(AVClassCategory category);

}  // namespace mien::media
