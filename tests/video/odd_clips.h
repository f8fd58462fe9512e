#pragma once
/// \file Recordings as recorders, joiners and repair tools leave them, for tests.

#include <array>
#include <cstring>
#include <span>

#include "make_clip.h"
#include "read_all.h"

namespace mien::test {

inline std::uint32_t be32(const std::string& bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<std::uint8_t>(bytes[at + i]);
  return value;
}

inline void put_be(std::string& bytes, std::size_t at, std::uint64_t value, int count) {
  for (int i = 0; i < count; ++i)
    bytes[at + static_cast<std::size_t>(i)] = static_cast<char>(value >> (8 * (count - 1 - i)));
}

/// Of a fragmented MP4: moves the fragments that begin at `from_s` or later, up to `until_s`, by
/// `by_s`, as a recorder does whose clock is set.
inline std::string shift_fragments(std::string bytes, double from_s, double by_s,
                                   double until_s = 1e9) {
  const std::size_t header = bytes.find("mdhd");
  const double rate = be32(bytes, header + (bytes[header + 4] == 0 ? 16 : 24));
  for (std::size_t at = 0; (at = bytes.find("tfdt", at)) != std::string::npos; at += 4) {
    const bool wide = bytes[at + 4] == 1;
    std::uint64_t ticks = be32(bytes, at + 8);
    if (wide) ticks = ticks << 32 | be32(bytes, at + 12);
    const double seconds = static_cast<double>(ticks) / rate;
    if (seconds < from_s - 1e-6 || seconds >= until_s - 1e-6) continue;
    put_be(bytes, at + 8,
           ticks + static_cast<std::uint64_t>(static_cast<std::int64_t>(by_s * rate)),
           wide ? 8 : 4);
  }
  return bytes;
}

/// Of a transport stream: moves the times of the video's pictures number `which` (in the order of
/// decoding) by `by_s`.
inline std::string shift_pictures(std::string bytes, const std::vector<int>& which, double by_s) {
  constexpr std::size_t kPacket = 188;
  const auto shift = static_cast<std::uint64_t>(static_cast<std::int64_t>(by_s * 90000));
  int picture = -1;
  for (std::size_t at = 0; at + kPacket <= bytes.size(); at += kPacket) {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(bytes[at + i]); };
    if (!(byte(1) & 0x40)) continue;
    std::size_t pes = 4;
    if (byte(3) & 0x20) pes += 1U + byte(4);
    if (pes + 19 > kPacket || byte(pes) || byte(pes + 1) || byte(pes + 2) != 1) continue;
    if (byte(pes + 3) != 0xE0) continue;
    ++picture;
    if (std::find(which.begin(), which.end(), picture) == which.end()) continue;
    for (int stamp = 0; stamp < (byte(pes + 7) >> 6 == 3 ? 2 : 1); ++stamp) {
      const std::size_t p = pes + 9 + 5 * static_cast<std::size_t>(stamp);
      std::uint64_t ticks = (byte(p) >> 1 & 7ULL) << 30 | byte(p + 1) * 1ULL << 22 |
                            (byte(p + 2) >> 1) * 1ULL << 15 | byte(p + 3) * 1ULL << 7 |
                            byte(p + 4) >> 1;
      ticks += shift;
      bytes[at + p] = static_cast<char>((byte(p) & 0xF1) | (ticks >> 29 & 0x0E));
      bytes[at + p + 1] = static_cast<char>(ticks >> 22);
      bytes[at + p + 2] = static_cast<char>((ticks >> 14 & 0xFE) | 1);
      bytes[at + p + 3] = static_cast<char>(ticks >> 7);
      bytes[at + p + 4] = static_cast<char>((ticks << 1 & 0xFE) | 1);
    }
  }
  return bytes;
}

/// The packets of clips that were made already, each a stream of its own, in one container.
/// `drop(i)`: whether packet number i of the first is left out.
inline void remux(const std::filesystem::path& file,
                  const std::vector<std::filesystem::path>& clips,
                  const std::function<bool(int)>& drop = {}) {
  media::silence_av_log();
  AVFormatContext* raw = nullptr;
  const std::string url = "file:" + file.string();
  detail::check(avformat_alloc_output_context2(&raw, nullptr, nullptr, url.c_str()), "container");
  const media::OutputHandle out(raw);
  std::vector<media::InputHandle> inputs;
  for (const auto& clip : clips) {
    AVFormatContext* in = nullptr;
    detail::check(avformat_open_input(&in, ("file:" + clip.string()).c_str(), nullptr, nullptr),
                  "opening");
    inputs.emplace_back(in);
    detail::check(avformat_find_stream_info(in, nullptr), "streams");
    AVStream* stream = avformat_new_stream(out.get(), nullptr);
    detail::check(avcodec_parameters_copy(stream->codecpar, in->streams[0]->codecpar), "codec");
    stream->codecpar->codec_tag = 0;
    stream->time_base = in->streams[0]->time_base;
    stream->avg_frame_rate = in->streams[0]->avg_frame_rate;
  }
  detail::check(avio_open(&out->pb, url.c_str(), AVIO_FLAG_WRITE), "creating the file");
  detail::check(avformat_write_header(out.get(), nullptr), "writing the header");
  const media::PacketHandle packet = media::make_packet();
  std::vector<bool> ended(inputs.size());
  int number = 0;
  while (std::find(ended.begin(), ended.end(), false) != ended.end()) {
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      if (ended[i] || av_read_frame(inputs[i].get(), packet.get()) < 0) {
        ended[i] = true;
        continue;
      }
      if (i == 0 && drop && drop(number++)) {
        av_packet_unref(packet.get());
        continue;
      }
      packet->stream_index = static_cast<int>(i);
      if (packet->pts == AV_NOPTS_VALUE) packet->pts = packet->dts;  // as `ffmpeg -c copy` does
      av_packet_rescale_ts(packet.get(), inputs[i]->streams[0]->time_base,
                           out->streams[i]->time_base);
      packet->pos = -1;
      detail::check(av_interleaved_write_frame(out.get(), packet.get()), "writing a packet");
    }
  }
  detail::check(av_write_trailer(out.get()), "finishing the file");
}

namespace box {

inline std::string be(std::uint64_t value, int bytes) {
  std::string text(static_cast<std::size_t>(bytes), '\0');
  put_be(text, 0, value, bytes);
  return text;
}
inline std::string make(const std::string& kind, const std::string& body) {
  return be(8 + body.size(), 4) + kind + body;
}
inline std::string full(const std::string& kind, const std::string& body, std::uint32_t flags = 0) {
  return make(kind, be(flags, 4) + body);
}

}  // namespace box

/// An MP4 of one track with a sample description for each of the H.264 clips, which follow one
/// another: what recorders and joiners write whose settings change midway. All clips without B
/// frames.
inline void write_described(const std::filesystem::path& file,
                            const std::vector<std::filesystem::path>& clips, int fps = 25) {
  using namespace box;
  std::string data, descriptions, sizes, keys, chunks, offsets;
  std::uint32_t count = 0, key_count = 0, width = 0, height = 0;
  std::vector<std::uint32_t> places;
  for (std::size_t k = 0; k < clips.size(); ++k) {
    AVFormatContext* raw = nullptr;
    detail::check(
        avformat_open_input(&raw, ("file:" + clips[k].string()).c_str(), nullptr, nullptr), "open");
    const media::InputHandle in(raw);
    detail::check(avformat_find_stream_info(raw, nullptr), "streams");
    const AVCodecParameters& p = *in->streams[0]->codecpar;
    width = static_cast<std::uint32_t>(p.width), height = static_cast<std::uint32_t>(p.height);
    descriptions +=
        make("avc1", std::string(6, '\0') + be(1, 2) + std::string(16, '\0') + be(width, 2) +
                         be(height, 2) + be(0x480000, 4) + be(0x480000, 4) + be(0, 4) + be(1, 2) +
                         std::string(32, '\0') + be(24, 2) + be(0xFFFF, 2) +
                         make("avcC", std::string(reinterpret_cast<const char*>(p.extradata),
                                                  static_cast<std::size_t>(p.extradata_size))));
    chunks += be(count + 1, 4) + be(1, 4) + be(k + 1, 4);
    const media::PacketHandle packet = media::make_packet();
    while (av_read_frame(raw, packet.get()) >= 0) {
      ++count;
      places.push_back(static_cast<std::uint32_t>(data.size()));
      data.append(reinterpret_cast<const char*>(packet->data),
                  static_cast<std::size_t>(packet->size));
      sizes += be(static_cast<std::uint64_t>(packet->size), 4);
      if (packet->flags & AV_PKT_FLAG_KEY) keys += be(count, 4), ++key_count;
      av_packet_unref(packet.get());
    }
  }
  const std::string type = make("ftyp", "isom" + be(512, 4) + "isomavc1");
  for (const std::uint32_t place : places) offsets += be(type.size() + 8 + place, 4);
  const auto parts = static_cast<std::uint64_t>(clips.size());
  const std::string table = make(
      "stbl",
      full("stsd", be(parts, 4) + descriptions) + full("stts", be(1, 4) + be(count, 4) + be(1, 4)) +
          full("stss", be(key_count, 4) + keys) + full("stsc", be(parts, 4) + chunks) +
          full("stsz", be(0, 4) + be(count, 4) + sizes) + full("stco", be(count, 4) + offsets));
  const auto rate = static_cast<std::uint64_t>(fps);
  const std::string turn = be(0x10000, 4) + std::string(12, '\0') + be(0x10000, 4) +
                           std::string(12, '\0') + be(0x40000000, 4);
  const std::string media = make(
      "mdia",
      full("mdhd", std::string(8, '\0') + be(rate, 4) + be(count, 4) + be(0x55C40000, 4)) +
          full("hdlr", be(0, 4) + "vide" + std::string(12, '\0') + "V" + std::string(1, '\0')) +
          make("minf", full("vmhd", std::string(8, '\0'), 1) +
                           make("dinf", full("dref", be(1, 4) + full("url ", "", 1))) + table));
  const std::string track =
      make("trak", full("tkhd",
                        std::string(8, '\0') + be(1, 4) + be(0, 4) + be(count * 1000ULL / rate, 4) +
                            std::string(16, '\0') + turn + be(width << 16, 4) + be(height << 16, 4),
                        7) +
                       media);
  const std::string index =
      make("moov", full("mvhd", std::string(8, '\0') + be(1000, 4) + be(count * 1000ULL / rate, 4) +
                                    be(0x10000, 4) + be(0x1000000, 4) + std::string(8, '\0') +
                                    turn + std::string(24, '\0') + be(2, 4)) +
                       track);
  write_file(file, type + make("mdat", data) + index);
}

}  // namespace mien::test
