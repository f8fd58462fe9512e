#include "video/heif.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "media/byte_reading.h"

namespace mien::video {
namespace {

constexpr int kMostBoxes = 1000, kMostBrands = 64, kMostProperties = 1000;

std::uint32_t number(media::Bytes& bytes, std::int64_t offset, int count) {
  std::array<std::uint8_t, 4> raw{};
  if (bytes.read_at(offset, raw.data(), count) != count) return 0;
  std::uint32_t value = 0;
  for (int i = 0; i < count; ++i) value = value << 8 | raw[static_cast<std::size_t>(i)];
  return value;
}

std::string letters(media::Bytes& bytes, std::int64_t offset) {
  std::string text(4, '\0');
  const auto got = bytes.read_at(offset, reinterpret_cast<std::uint8_t*>(text.data()), 4);
  return got == 4 ? text : std::string();
}

struct HeifBox {
  std::string type;
  std::int64_t begin = 0, end = 0;  ///< of its content
};

/// The boxes from `begin` to `end`, as far as they are whole.
std::vector<HeifBox> boxes(media::Bytes& bytes, std::int64_t begin, std::int64_t end) {
  std::vector<HeifBox> found;
  while (static_cast<int>(found.size()) < kMostBoxes && begin + 8 <= end) {
    std::int64_t size = number(bytes, begin, 4), head = 8;
    if (size == 0) size = end - begin;  // the last one
    if (size == 1) {                    // it stands behind the type, in 64 bits
      head = 16;
      size = media::big_endian(bytes, begin + 8, 8);
    }
    if (size < head || size > end - begin) break;
    found.push_back({letters(bytes, begin + 4), begin + head, begin + size});
    begin += size;
  }
  return found;
}

const HeifBox* named(const std::vector<HeifBox>& list, std::string_view type) {
  const auto found = std::ranges::find(list, type, &HeifBox::type);
  return found == list.end() ? nullptr : &*found;
}

HeifFacts::Kind kind_of(media::Bytes& bytes) {
  if (letters(bytes, 4) != "ftyp") return HeifFacts::Kind::none;
  const bool wide = number(bytes, 0, 4) == 1;
  const std::int64_t brands = wide ? 16 : 8;
  const std::string major = letters(bytes, brands);
  if (major == "crx ") return HeifFacts::Kind::raw;
  const auto is_one_of = [](const std::string& brand, std::initializer_list<const char*> list) {
    return std::ranges::find(list, brand) != list.end();
  };
  const auto coding = [&](const std::string& brand) {
    if (brand == "avis") return HeifFacts::Kind::avif_sequence;
    if (brand == "avif") return HeifFacts::Kind::avif;
    if (is_one_of(brand, {"heic", "heix", "heim", "heis", "hevc", "hevx"}))
      return HeifFacts::Kind::heic;
    return HeifFacts::Kind::none;
  };
  if (coding(major) != HeifFacts::Kind::none) return coding(major);
  // Neutral names: the list of compatible ones tells the coding.
  if (!is_one_of(major, {"mif1", "mif2", "miaf", "msf1"})) return HeifFacts::Kind::none;
  const std::int64_t end = std::min<std::int64_t>(
      wide ? media::big_endian(bytes, 8, 8) : number(bytes, 0, 4), brands + 8 + 4 * kMostBrands);
  for (std::int64_t at = brands + 8; at + 4 <= end; at += 4) {
    const HeifFacts::Kind kind = coding(letters(bytes, at));
    if (kind != HeifFacts::Kind::none) return kind;
  }
  return HeifFacts::Kind::heic;
}

/// What each property adds to the turn, in their order: ISO/IEC 23008-12, 6.5.10 and 6.5.12.
std::vector<int> turns(media::Bytes& bytes, const HeifBox& properties) {
  std::vector<int> list;
  for (const HeifBox& box : boxes(bytes, properties.begin, properties.end)) {
    const auto value = static_cast<int>(number(bytes, box.begin, 1));
    int turn = 0;
    if (box.type == "irot") turn = 360 - (value & 3) * 90;  // it counts anticlockwise
    // Top and bottom change places: in the mirror the picture stands on its head.
    if (box.type == "imir") turn = (value & 1) == 0 ? 180 : 0;
    list.push_back(turn);
  }
  return list;
}

/// The properties' numbers (from 1) that belong to an item.
std::vector<std::size_t> properties_of(media::Bytes& bytes, const HeifBox& list,
                                       std::uint32_t item) {
  std::vector<std::size_t> found;
  const std::uint32_t head = number(bytes, list.begin, 4);
  const int id_bytes = head >> 24 == 0 ? 2 : 4, place_bytes = (head & 1) != 0 ? 2 : 1;
  const std::uint32_t entries = number(bytes, list.begin + 4, 4);
  std::int64_t at = list.begin + 8;
  for (std::uint32_t i = 0; i < entries && at < list.end && i < kMostProperties; ++i) {
    const std::uint32_t id = number(bytes, at, id_bytes);
    const std::uint32_t count = number(bytes, at + id_bytes, 1);
    at += id_bytes + 1;
    for (std::uint32_t n = 0; n < count; ++n, at += place_bytes)
      if (id == item)
        found.push_back(number(bytes, at, place_bytes) & (place_bytes == 2 ? 0x7FFFu : 0x7Fu));
  }
  return found;
}

/// What an item is: ISO/IEC 14496-12, 8.11.6.
std::string item_type(media::Bytes& bytes, const HeifBox& list, std::uint32_t item) {
  const int head = number(bytes, list.begin, 1) == 0 ? 6 : 8;
  for (const HeifBox& entry : boxes(bytes, list.begin + head, list.end)) {
    const std::uint32_t version = number(bytes, entry.begin, 1);
    if (entry.type != "infe" || version < 2) continue;
    const int id_bytes = version == 2 ? 2 : 4;
    if (number(bytes, entry.begin + 4, id_bytes) == item)
      return letters(bytes, entry.begin + 4 + id_bytes + 2);
  }
  return {};
}

int rotation_of(media::Bytes& bytes, const HeifBox& item_properties, std::uint32_t item) {
  const auto lists = boxes(bytes, item_properties.begin, item_properties.end);
  const HeifBox *container = named(lists, "ipco"), *owners = named(lists, "ipma");
  if (!container || !owners) return 0;
  const std::vector<int> each = turns(bytes, *container);
  int rotation = 0;
  for (const std::size_t place : properties_of(bytes, *owners, item))
    if (place >= 1 && place <= each.size()) rotation += each[place - 1];
  return rotation % 360;
}

/// How the main picture is stored.
void look_at_primary(media::Bytes& bytes, HeifFacts& facts) {
  const auto top = boxes(bytes, 0, bytes.size());
  const HeifBox* meta = named(top, "meta");
  if (!meta) return;
  const auto inside = boxes(bytes, meta->begin + 4, meta->end);
  const HeifBox* primary = named(inside, "pitm");
  if (!primary) return;
  const int id_bytes = number(bytes, primary->begin, 1) == 0 ? 2 : 4;
  const std::uint32_t item = number(bytes, primary->begin + 4, id_bytes);
  if (const HeifBox* items = named(inside, "iinf"))
    facts.tiled = item_type(bytes, *items, item) == "grid";
  if (const HeifBox* properties = named(inside, "iprp"))
    facts.rotation = rotation_of(bytes, *properties, item);
}

}  // namespace

HeifFacts heif_facts(media::Bytes& bytes) {
  HeifFacts facts{.kind = kind_of(bytes)};
  if (facts.kind == HeifFacts::Kind::avif) look_at_primary(bytes, facts);
  return facts;
}

}  // namespace mien::video
