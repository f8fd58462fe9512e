#include "video/joined_ts.h"

#include <algorithm>
#include <iterator>
#include <span>

namespace mien::video {
namespace {

using Section = std::span<const std::uint8_t>;

constexpr std::int64_t kPacket = 188;
constexpr std::uint8_t kSync = 0x47;
constexpr std::int64_t kBuffer = 64 << 10;
constexpr std::int64_t kLongestSearch = 4 << 20;  ///< for tables, which come ten times a second
constexpr std::int64_t kLeastDistance = 64 << 10, kMostLooks = 256;

/// What a program's tables say, and where they lie.
struct Tables {
  std::int64_t begin = -1, end = -1;  ///< −1: there are none
  int video = 0;                      ///< its coding and its place (`video_of`)
  bool found() const { return begin >= 0; }
};

/// Packets from a place on, be it their begin or not.
class Packets {
 public:
  /// `distance`: from the begin of one to that of the next.
  Packets(media::Bytes& bytes, std::int64_t distance, std::int64_t from)
      : bytes_(bytes), distance_(distance), from_(from), at_(from) {}

  /// The next one; empty at the end, and after a long search.
  Section next() {
    for (; at_ < from_ + kLongestSearch && fill(); ++at_) {
      const Section rest = Section(buffer_).subspan(static_cast<std::size_t>(at_ - filled_));
      const auto distance = static_cast<std::size_t>(distance_);
      if (rest[0] != kSync || (rest.size() > distance && rest[distance] != kSync)) continue;
      begin_ = at_;
      at_ += distance_;
      return rest.first(kPacket);
    }
    return {};
  }
  /// Another search begins where the last one ended. False at the end.
  bool go_on() {
    from_ = at_;
    return !ended_;
  }
  std::int64_t begin() const { return begin_; }  ///< of the packet given last
  std::int64_t end() const { return begin_ + kPacket; }

 private:
  /// Is a whole packet there?
  bool fill() {
    if (at_ + distance_ < filled_ + std::ssize(buffer_)) return true;
    buffer_.resize(kBuffer);
    const std::int64_t got = bytes_.read_at(at_, buffer_.data(), kBuffer);
    buffer_.resize(static_cast<std::size_t>(std::max<std::int64_t>(got, 0)));
    filled_ = at_;
    ended_ = got < kPacket;
    return !ended_;
  }

  media::Bytes& bytes_;
  std::int64_t distance_, from_, at_;
  std::int64_t begin_ = 0, filled_ = 0;
  bool ended_ = false;
  std::vector<std::uint8_t> buffer_;
};

int pid_of(Section packet) { return (packet[1] & 0x1F) << 8 | packet[2]; }

/// The table that begins in a packet, without its check sum; empty where there is none of this
/// kind.
Section table_in(Section packet, std::uint8_t kind) {
  const bool begins = packet[1] & 0x40, payload = packet[3] & 0x10, adaptation = packet[3] & 0x20;
  std::size_t at = adaptation ? std::size_t{5} + packet[4] : 4;
  if (!begins || !payload || at >= packet.size()) return {};
  at += std::size_t{1} + packet[at];
  if (at + 12 > packet.size() || packet[at] != kind || !(packet[at + 5] & 1)) return {};
  const std::size_t length = (packet[at + 1] & 0x0Fu) << 8 | packet[at + 2];
  if (length < 13) return {};
  return packet.subspan(at, std::min(length - 1, packet.size() - at));
}

/// Where a program's own table is; −1: it has none, or there are several programs.
int program_table(Section list) {
  int pid = -1;
  for (std::size_t at = 8; at + 4 <= list.size(); at += 4) {
    if (list[at] == 0 && list[at + 1] == 0) continue;  // the network's
    if (pid >= 0) return -1;
    pid = (list[at + 2] & 0x1F) << 8 | list[at + 3];
  }
  return pid;
}

/// A program's first video: its stream type (ISO/IEC 13818-1, table 2-34) and PID; 0: it has none.
/// Of a video that goes on under another PID libavformat gives the last pictures at the file's end.
int video_of(Section program) {
  constexpr int kVideo[] = {0x01, 0x02, 0x10, 0x1B, 0x24, 0x33, 0x42, 0xEA};
  std::size_t at = 12 + ((program[10] & 0x0Fu) << 8 | program[11]);
  while (at + 5 <= program.size()) {
    if (std::ranges::find(kVideo, program[at]) != std::end(kVideo))
      return program[at] << 16 | (program[at + 1] & 0x1F) << 8 | program[at + 2];
    at += 5 + ((program[at + 3] & 0x0Fu) << 8 | program[at + 4]);
  }
  return 0;
}

class TransportStream {
 public:
  explicit TransportStream(media::Bytes& bytes) : bytes_(bytes) {
    // The second kind puts four bytes of a clock before each.
    for (const std::int64_t clock : {0, 4}) {
      const auto is_sync = [&](int packet) {
        std::uint8_t byte = 0;
        return bytes.read_at(clock + packet * (kPacket + clock), &byte, 1) == 1 && byte == kSync;
      };
      if (distance_ == 0 && is_sync(0) && is_sync(1) && is_sync(2)) distance_ = kPacket + clock;
    }
  }
  bool known() const { return distance_ > 0; }

  Tables tables_from(std::int64_t from) {
    Packets packets(bytes_, distance_, from);
    return next_tables(packets);
  }

  Tables next_tables(Packets& packets) const {
    int program = -1;
    std::int64_t begin = -1;
    for (Section packet = packets.next(); !packet.empty(); packet = packets.next()) {
      if (pid_of(packet) == 0) {
        const Section list = table_in(packet, 0);
        if (list.empty()) continue;
        program = program_table(list);
        begin = packets.begin();
      } else if (pid_of(packet) == program) {
        const Section table = table_in(packet, 2);
        const int video = table.empty() ? 0 : video_of(table);
        if (video != 0) return {begin, packets.end(), video};
      }
    }
    return {};
  }

  /// The first tables behind those of `from` that say something else; `until` where there are none
  /// before.
  Tables first_other(const Tables& from, const Tables& until) {
    std::int64_t low = from.end, high = until.begin;
    Tables other = until;
    while (high - low > kLeastDistance) {
      const std::int64_t middle = low + (high - low) / 2;
      const Tables here = tables_from(middle);
      const bool between = here.found() && here.begin < other.begin;
      if (between && here.video == from.video) {
        low = here.end;
      } else {
        high = middle;
        if (between) other = here;
      }
    }
    const Tables near = next_other(from.video, low);
    return near.found() && near.begin < other.begin ? near : other;
  }

  /// Where those begin that say something else than the ones before, from `last` on.
  std::vector<std::int64_t> all_others(Tables last) {
    std::vector<std::int64_t> begins;
    Packets packets(bytes_, distance_, last.end);
    while (packets.go_on()) {
      const Tables here = next_tables(packets);
      if (!here.found()) continue;
      if (here.video != last.video) begins.push_back(here.begin);
      last = here;
    }
    return begins;
  }

  /// One after the other, from `at` on.
  Tables next_other(int video, std::int64_t at) {
    Tables here = tables_from(at);
    while (here.found() && here.video == video) here = tables_from(here.end);
    return here;
  }

 private:
  media::Bytes& bytes_;
  std::int64_t distance_ = 0;
};

}  // namespace

std::vector<std::int64_t> transport_begins(media::Bytes& bytes, std::int64_t read_whole) {
  TransportStream stream(bytes);
  if (!stream.known()) return {};
  Tables before = stream.tables_from(0);
  if (!before.found()) return {};
  std::vector<std::int64_t> begins{0};
  if (bytes.size() <= read_whole) {
    std::ranges::copy(stream.all_others(before), std::back_inserter(begins));
    return begins.size() > 1 ? begins : std::vector<std::int64_t>{};
  }
  const std::int64_t distance = std::max(kLeastDistance, bytes.size() / kMostLooks);
  for (std::int64_t at = distance; at < bytes.size(); at += distance) {
    if (at < before.end) continue;
    const Tables here = stream.tables_from(at);
    if (!here.found()) continue;
    if (here.video != before.video) begins.push_back(stream.first_other(before, here).begin);
    before = here;
  }
  const Tables last = stream.next_other(before.video, before.end);
  if (last.found()) begins.push_back(last.begin);
  return begins.size() > 1 ? begins : std::vector<std::int64_t>{};
}

}  // namespace mien::video
