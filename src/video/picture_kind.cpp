#include "video/picture_kind.h"

#include <array>
#include <cctype>
#include <cstring>
#include <string_view>

#include "video/heif.h"
#include "video/picture_chunks.h"
#include "video/tiff.h"

namespace mien::video {
namespace {

using Head = std::array<std::uint8_t, 16>;

bool begins(const Head& head, std::string_view text, std::size_t at = 0) {
  return std::memcmp(head.data() + at, text.data(), text.size()) == 0;
}

void refuse(PictureKind& kind, const std::string& what, const std::string& remedy) {
  kind.refusal = "is " + what + ", which is not read";
  kind.remedy = remedy;
}

void look_at_jpeg(media::Bytes& bytes, PictureKind& kind) {
  kind.rotation = turn_of(jpeg_orientation(bytes));
}

void look_at_png(media::Bytes& bytes, PictureKind& kind) {
  const PngFacts facts = png_facts(bytes);
  kind.animated = facts.frames > 1;
  kind.rotation = turn_of(facts.orientation);
  kind.cut_off = !facts.ended;
}

void look_at_webp(media::Bytes& bytes, PictureKind& kind) {
  const WebpFacts facts = webp_facts(bytes);
  kind.rotation = turn_of(facts.orientation);
  kind.cut_off = !facts.whole;
  if (!facts.animated) return;
  kind.name = "animated WebP";
  refuse(kind, "an animated WebP", "convert it to GIF or MP4");
}

void look_at_gif(media::Bytes& bytes, PictureKind& kind) {
  const GifFacts facts = gif_facts(bytes);
  kind.animated = facts.frames > 1;
  kind.cut_off = !facts.ended;
}

void look_at_tiff(media::Bytes& bytes, PictureKind& kind) {
  const TiffFacts facts = tiff_facts(bytes);
  kind.rotation = turn_of(facts.orientation);
  kind.more_pages = facts.more_pages;
  if (facts.digital_negative || facts.preview) {
    kind.name = "raw";
    return refuse(kind, "a camera's raw file", "develop it to JPEG");
  }
  struct Coding {
    int number;
    const char* name;
  };
  constexpr Coding kNotRead[] = {{6, "JPEG"},       {7, "JPEG"},          {34712, "JPEG 2000"},
                                 {34887, "LERC"},   {50000, "Zstandard"}, {50001, "WebP"},
                                 {50002, "JPEG XL"}};
  for (const Coding& coding : kNotRead)
    if (facts.compression == coding.number)
      refuse(kind, std::string("a TIFF with ") + coding.name + " inside",
             "save it as JPEG, PNG, or TIFF with LZW");
}

void look_at_big_tiff(media::Bytes&, PictureKind& kind) {
  refuse(kind, "a BigTIFF", "save it as JPEG, PNG or TIFF");
}

void look_at_jxl(media::Bytes& bytes, PictureKind& kind) {
  const JxlFacts facts = jxl_facts(bytes);
  kind.size = facts.whole;
  kind.cut_off = !facts.ended;
}

struct Format {
  std::string_view magic;
  std::size_t at;
  const char* name;
  AVCodecID codec;
  void (*look)(media::Bytes&, PictureKind&);
};

using namespace std::string_view_literals;

constexpr Format kFormats[] = {
    {"\xFF\xD8\xFF"sv, 0, "JPEG", AV_CODEC_ID_MJPEG, look_at_jpeg},
    {"\x89PNG\r\n\x1A\n"sv, 0, "PNG", AV_CODEC_ID_PNG, look_at_png},
    {"WEBP"sv, 8, "WebP", AV_CODEC_ID_WEBP, look_at_webp},
    {"GIF87a"sv, 0, "GIF", AV_CODEC_ID_GIF, look_at_gif},
    {"GIF89a"sv, 0, "GIF", AV_CODEC_ID_GIF, look_at_gif},
    {"II*\0"sv, 0, "TIFF", AV_CODEC_ID_TIFF, look_at_tiff},
    {"MM\0*"sv, 0, "TIFF", AV_CODEC_ID_TIFF, look_at_tiff},
    {"II+\0"sv, 0, "BigTIFF", AV_CODEC_ID_TIFF, look_at_big_tiff},
    {"MM\0+"sv, 0, "BigTIFF", AV_CODEC_ID_TIFF, look_at_big_tiff},
    {"\0\0\0\x0CjP  \r\n\x87\n"sv, 0, "JPEG 2000", AV_CODEC_ID_JPEG2000, nullptr},
    {"\xFF\x4F\xFF\x51"sv, 0, "JPEG 2000", AV_CODEC_ID_JPEG2000, nullptr},
    {"\0\0\0\x0CJXL \r\n\x87\n"sv, 0, "JPEG XL", AV_CODEC_ID_JPEGXL, look_at_jxl},
    {"\xFF\x0A"sv, 0, "JPEG XL", AV_CODEC_ID_JPEGXL, nullptr},
    {"8BPS"sv, 0, "Photoshop", AV_CODEC_ID_PSD, nullptr},
    {"qoif"sv, 0, "QOI", AV_CODEC_ID_QOI, nullptr},
};

AVCodecID pnm_codec(const Head& head) {
  constexpr AVCodecID kCodecs[] = {AV_CODEC_ID_PBM, AV_CODEC_ID_PGM, AV_CODEC_ID_PPM,
                                   AV_CODEC_ID_PBM, AV_CODEC_ID_PGM, AV_CODEC_ID_PPM,
                                   AV_CODEC_ID_PAM};
  if (head[0] != 'P' || head[1] < '1' || head[1] > '7' || !std::isspace(head[2])) {
    return AV_CODEC_ID_NONE;
  }
  const bool header = std::isdigit(head[3]) || head[3] == '#' || head[3] == 'W';
  return header ? kCodecs[head[1] - '1'] : AV_CODEC_ID_NONE;
}

bool look_at_heif(media::Bytes& bytes, PictureKind& kind) {
  const HeifFacts facts = heif_facts(bytes);
  kind.rotation = facts.rotation;
  kind.contained = true;
  switch (facts.kind) {
    case HeifFacts::Kind::none:
      return false;
    case HeifFacts::Kind::heic:
      kind.name = "HEIC";
      refuse(kind, "a HEIC picture", "convert it to JPEG, for instance with heif-convert");
      return true;
    case HeifFacts::Kind::raw:
      kind.name = "raw";
      refuse(kind, "a camera's raw file", "develop it to JPEG");
      return true;
    case HeifFacts::Kind::avif:
    case HeifFacts::Kind::avif_sequence:
      kind.name = "AVIF";
      kind.codec = AV_CODEC_ID_AV1;
      kind.animated = facts.kind == HeifFacts::Kind::avif_sequence;
      if (facts.tiled) refuse(kind, "an AVIF of several tiles", "convert it to JPEG or PNG");
      return true;
  }
  return false;
}

}  // namespace

PictureKind picture_kind(media::Bytes& bytes) {
  PictureKind kind;
  Head head{};
  if (bytes.read_at(0, head.data(), head.size()) < 8) return kind;
  for (const Format& format : kFormats) {
    if (!begins(head, format.magic, format.at)) continue;
    if (format.codec == AV_CODEC_ID_WEBP && !begins(head, "RIFF")) continue;
    kind.name = format.name;
    kind.codec = format.codec;
    if (format.look) format.look(bytes, kind);
    return kind;
  }
  const AVCodecID pnm = pnm_codec(head);
  if (begins(head, "BM") && begins(head, "\0\0\0\0"sv, 6)) {
    kind.name = "BMP";
    kind.codec = AV_CODEC_ID_BMP;
  } else if (pnm != AV_CODEC_ID_NONE) {
    kind.name = "PNM";
    kind.codec = pnm;
  } else if (begins(head, "ftyp", 4) && !look_at_heif(bytes, kind)) {
    return {};
  }
  return kind;
}

}  // namespace mien::video
