#pragma once
/// \file Parts of a file that its demuxer can make nothing of.

#include "media/bytes.h"

namespace mien::media {

/// Some demuxers pass over such a part and tell the log alone. Watches single calls for that.
class GapWatch {
 public:
  /// Of a local container whose demuxer complains of nothing that is sound.
  void watch(const AVFormatContext& format);
  void before_read();
  /// Whether the call passed over something; at the end of the file once.
  bool met(int code);
  /// The same of a look at its streams, which reads ahead and keeps the packets. Zeros up to the
  /// file's end are reserved space, in which nothing is missing.
  bool met_ahead(Bytes& bytes) const;

 private:
  bool on_ = false, end_told_ = false;
  std::int64_t complaints_ = 0;
};

/// Recorders reserve a file's space ahead, and erased flash is all ones.
class Padding {
 public:
  /// Whether nothing but one of the two follows, from `offset` on or a few bytes later.
  bool begins_at(Bytes& bytes, std::int64_t offset);
  /// Whether the file's last 60,000 bytes are that: a demuxer that looked for its next packet to
  /// the file's end has passed over as many.
  static bool ends(Bytes& bytes);

 private:
  std::int64_t other_at_ = -1, padding_from_ = INT64_MAX;  ///< what is known of the file
};

}  // namespace mien::media
