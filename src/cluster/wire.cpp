#include "cluster/wire.h"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include "cluster/wire_io.h"

namespace mien::cluster::wire {

namespace {

constexpr std::uint8_t kVersion = 7;
constexpr std::uint32_t kOrder = 0x01020304;  ///< first word of every payload: tells the byte order

// The fields of each type, in the order in which they travel; the same list writes and reads.

template <class Io>
void pass(Io& io, Is<Point> auto& p) {
  io(p.x, p.y);
}

template <class Io>
void pass(Io& io, Is<FrameInfo> auto& f) {
  io(f.index, f.seconds, f.width, f.height);
}

template <class Io>
void pass(Io& io, Is<Face> auto& f) {
  auto& d = f.detection;
  io(d.box.x, d.box.y, d.box.w, d.box.h, d.confidence);
  io.maybe(d.landmarks, [&](auto& points) {
    for (auto& point : points) pass(io, point);
  });
  io(f.quality.sharpness, f.quality.yaw, f.quality.pitch, f.quality.overall);
  auto& e = f.expression;
  for (auto& probability : e.probabilities) io(probability);
  io.within(e.label, Emotion::unknown);
  io(e.confidence, e.valence, e.arousal);
  io.within(e.doubt, Doubt::low_confidence);
  io(f.kept, f.track, f.zone);
}

template <class Io>
void pass(Io& io, Is<FrameResult> auto& r) {
  pass(io, r.frame);
  io.list(r.faces, [&](auto& face) { pass(io, face); });
  io(r.content);
}

template <class Io>
void pass(Io& io, Is<StageTimes> auto& t) {
  io(t.decode, t.scale, t.infer, t.track, t.crop, t.classify, t.write);
}

// Most buckets are empty: the others travel as (bucket, samples).
void pass(Writer& io, const Histogram& histogram) {
  const auto buckets = histogram.buckets();
  io(static_cast<std::uint32_t>(buckets.size() -
                                static_cast<std::size_t>(std::ranges::count(buckets, 0u))));
  for (std::size_t i = 0; i < buckets.size(); ++i)
    if (buckets[i] > 0) io(static_cast<std::uint32_t>(i), buckets[i]);
}

void pass(Reader& io, Histogram& histogram) {
  std::uint32_t filled = 0;
  io(filled);
  for (std::uint32_t n = 0; n < filled; ++n) {
    std::uint32_t bucket = 0;
    std::uint64_t samples = 0;
    io(bucket, samples);
    if (bucket >= histogram.buckets().size()) broken("a latency out of its range");
    histogram.add_to_bucket(bucket, samples);
  }
}

template <class Io>
void pass(Io& io, Is<chain::SegmentReport> auto& r) {
  io(r.frames_decoded, r.frames_inferred, r.frames_skipped, r.media_seconds);
  pass(io, r.times);
  io(r.demand.searches_skipped, r.demand.readings, r.demand.readings_skipped);
  io(r.demand.looks, r.demand.due_skipped);
  io(r.cpu_ms, r.begin_s, r.cut);
  pass(io, r.latency);
  io(r.damaged_packets, r.damage);
  io.list(r.notes, [&](auto& note) { io(note); });
  io.maybe(r.error, [&](auto& error) { io(error); });
}

template <class Io>
void pass(Io& io, Is<StoredFrame> auto& f) {
  io(f.offset);
  pass(io, f.info);
  io(f.width, f.height);
  io.within(f.matrix, ColorMatrix::bt2020);
  io(f.full_range, f.rotation, f.still);
}

template <class Io>
void pass(Io& io, Is<ModelMark> auto& m) {
  io(m.name, m.sha256, m.width);
}

template <class Io>
void pass(Io& io, Is<Ready> auto& m) {
  io(m.process, m.cpu_ms, m.host);
  pass(io, m.detector);
  pass(io, m.emotion);
}
template <class Io>
void pass(Io&, Is<Idle> auto&) {}
template <class Io>
void pass(Io& io, Is<Decoded> auto& m) {
  io(m.input, m.frames);
}
template <class Io>
void pass(Io& io, Is<Found> auto& m) {
  io(m.input, m.segment);
  pass(io, m.result);
}
template <class Io>
void pass(Io& io, Is<Done> auto& m) {
  io(m.input, m.segment);
  pass(io, m.report);
}
template <class Io>
void pass(Io& io, Is<Seen> auto& m) {
  io(m.ticket);
  pass(io, m.result);
  pass(io, m.times);
  io(m.latency_ms, m.error);
}
template <class Io>
void pass(Io& io, Is<Failed> auto& m) {
  io.within(m.kind, ErrorKind::internal);
  io(m.where, m.reason, m.remedy);
}
template <class Io>
void pass(Io& io, Is<Bye> auto& m) {
  io(m.cpu_ms, m.read_bytes, m.notes);
}
template <class Io>
void pass(Io& io, Is<Share> auto& m) {
  io(m.input, m.first, m.last);
  io.list(m.segments, [&](auto& segment) { io(segment.begin, segment.end); });
}
template <class Io>
void pass(Io& io, Is<SharedPictures> auto& m) {
  io(m.input);
  io.list(m.pictures, [&](auto& picture) {
    io(picture.ticket);
    pass(io, picture.frame);
  });
}
template <class Io>
void pass(Io&, Is<Over> auto&) {}
template <class Io>
void pass(Io& io, Is<Exit> auto& m) {
  io(m.code);
}

template <std::size_t Kind = 0>
Message read_kind(std::size_t kind, Reader& reader) {
  if constexpr (Kind < std::variant_size_v<Message>) {
    if (kind != Kind) return read_kind<Kind + 1>(kind, reader);
    Message message{std::in_place_index<Kind>};
    pass(reader, *std::get_if<Kind>(&message));
    return message;
  } else {
    broken("an unknown kind");
  }
}

}  // namespace

Bytes encode(const Message& message) {
  Bytes bytes{'M', 'W', kVersion, static_cast<std::uint8_t>(message.index()), 0, 0, 0, 0};
  Writer writer(bytes);
  writer(kOrder);
  std::visit([&](const auto& body) { pass(writer, body); }, message);
  const std::size_t size = bytes.size() - kHeadSize;
  if (size > kLargestPayload) broken(fmt::format("{} bytes are too long", size));
  const auto length = static_cast<std::uint32_t>(size);
  std::memcpy(bytes.data() + 4, &length, sizeof(length));
  return bytes;
}

std::size_t payload_size(ByteView head) {
  if (head.size() < kHeadSize || head[0] != 'M' || head[1] != 'W') broken("it has no head");
  if (head[2] != kVersion) broken(fmt::format("format {} instead of {}", head[2], kVersion));
  std::uint32_t length = 0;
  std::memcpy(&length, head.data() + 4, sizeof(length));
  if (length > kLargestPayload) broken(fmt::format("a length of {} bytes", length));
  return length;
}

Message decode(ByteView bytes) {
  if (payload_size(bytes) != bytes.size() - kHeadSize) broken("its length does not match");
  Reader reader(bytes.subspan(kHeadSize));
  std::uint32_t order = 0;
  reader(order);
  if (order != kOrder) broken("it comes from a machine of another byte order");
  Message message = read_kind(bytes[3], reader);
  reader.end();
  return message;
}

}  // namespace mien::cluster::wire
