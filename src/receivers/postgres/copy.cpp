#include "receivers/postgres/copy.h"

#include <bit>

namespace mien::receivers {

namespace {

constexpr std::string_view kCopyHeader("PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19);
/// Between 1970 and 2000, where PostgreSQL's time begins.
constexpr std::int64_t kEpochUs = 946'684'800'000'000;

}  // namespace

PgCopy::PgCopy() : bytes_(kCopyHeader) {}

void PgCopy::big_endian(std::uint64_t value, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
    bytes_ += static_cast<char>((value >> shift) & 0xff);
}

void PgCopy::row(int columns) { big_endian(static_cast<std::uint64_t>(columns), 2); }
void PgCopy::null() { big_endian(0xffff'ffff, 4); }

void PgCopy::boolean(bool value) {
  big_endian(1, 4);
  bytes_ += value ? '\1' : '\0';
}

void PgCopy::integer(std::int32_t value) {
  big_endian(4, 4);
  big_endian(static_cast<std::uint32_t>(value), 4);
}

void PgCopy::bigint(std::int64_t value) {
  big_endian(8, 4);
  big_endian(static_cast<std::uint64_t>(value), 8);
}

void PgCopy::real(double value) {
  big_endian(8, 4);
  big_endian(std::bit_cast<std::uint64_t>(value), 8);
}

// A text column takes no zero byte.
void PgCopy::text(std::string_view value) {
  std::string clean(value);
  std::erase(clean, '\0');
  big_endian(clean.size(), 4);
  bytes_ += clean;
}

// It takes no zero byte, escaped neither. A backslash that is itself escaped begins no escape.
void PgCopy::jsonb(std::string_view value) {
  constexpr std::string_view kZero = "\\u0000";
  std::string clean;
  for (std::size_t at = 0; at < value.size();) {
    const bool zero = value.substr(at).starts_with(kZero);
    const std::size_t size = zero ? kZero.size() : value[at] == '\\' ? 2 : 1;
    clean += zero ? "?" : value.substr(at, size);
    at += size;
  }
  big_endian(clean.size() + 1, 4);
  bytes_ += '\1';  // its version
  bytes_ += clean;
}

void PgCopy::time(std::int64_t since_1970_us) { bigint(since_1970_us - kEpochUs); }

std::string PgCopy::finish() {
  big_endian(0xffff, 2);
  return std::move(bytes_);
}

}  // namespace mien::receivers
