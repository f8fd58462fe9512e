#include "video/tiff.h"

#include <algorithm>
#include <array>

namespace mien::video {
namespace {

constexpr int kMostEntries = 1000;
constexpr std::int64_t kEntryBytes = 12;

enum Tag : std::uint32_t {
  kSubfileType = 254,
  kCompression = 259,
  kOrientation = 274,
  kDngVersion = 50706
};

/// Numbers of the file's byte order; what lies beyond the end is 0.
class Numbers {
 public:
  Numbers(media::Bytes& bytes, std::int64_t begin) : bytes_(bytes), begin_(begin) {
    std::array<std::uint8_t, 4> head{};
    if (bytes.read_at(begin, head.data(), 4) != 4) return;
    little_ = head == std::array<std::uint8_t, 4>{'I', 'I', 42, 0};
    known_ = little_ || head == std::array<std::uint8_t, 4>{'M', 'M', 0, 42};
  }
  bool known() const { return known_; }

  std::uint32_t at(std::int64_t offset, int count) const {
    std::array<std::uint8_t, 4> raw{};
    if (bytes_.read_at(begin_ + offset, raw.data(), count) != count) return 0;
    if (little_) std::reverse(raw.begin(), raw.begin() + count);
    std::uint32_t value = 0;
    for (int i = 0; i < count; ++i) value = value << 8 | raw[static_cast<std::size_t>(i)];
    return value;
  }

 private:
  media::Bytes& bytes_;
  std::int64_t begin_;
  bool little_ = false, known_ = false;
};

/// Fills `facts` from the directory at `offset`; gives back where the next one lies, 0: nowhere.
std::int64_t read_directory(const Numbers& numbers, std::int64_t offset, TiffFacts& facts) {
  constexpr std::uint32_t kShort = 3, kLong = 4;
  const auto entries = static_cast<int>(numbers.at(offset, 2));
  for (int i = 0; i < std::min(entries, kMostEntries); ++i) {
    const std::int64_t entry = offset + 2 + i * kEntryBytes;
    const std::uint32_t tag = numbers.at(entry, 2), type = numbers.at(entry + 2, 2);
    if (tag == kDngVersion) facts.digital_negative = true;
    if (type != kShort && type != kLong) continue;
    const auto value = static_cast<int>(numbers.at(entry + 8, type == kShort ? 2 : 4) & 0xFFFF);
    if (tag == kSubfileType) facts.preview = (value & 1) != 0;
    if (tag == kCompression) facts.compression = value;
    if (tag == kOrientation && value >= 1 && value <= 8) facts.orientation = value;
  }
  return entries > kMostEntries ? 0 : numbers.at(offset + 2 + entries * kEntryBytes, 4);
}

}  // namespace

TiffFacts tiff_facts(media::Bytes& bytes, std::int64_t begin) {
  TiffFacts facts;
  const Numbers numbers(bytes, begin);
  if (!numbers.known()) return facts;
  const std::int64_t first = numbers.at(4, 4);
  if (first == 0) return facts;
  const std::int64_t next = read_directory(numbers, first, facts);
  if (next == 0 || next == first) return facts;
  TiffFacts second;
  read_directory(numbers, next, second);
  facts.more_pages = second.compression != 0 && !second.preview;
  return facts;
}

int turn_of(int orientation) {
  constexpr int kTurns[] = {0, 0, 0, 180, 180, 90, 90, 270, 270};
  return orientation >= 1 && orientation <= 8 ? kTurns[orientation] : 0;
}

}  // namespace mien::video
