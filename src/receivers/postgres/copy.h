#pragma once
/// \file PostgreSQL's binary COPY format. Source: PostgreSQL 15, "COPY", File Formats.

#include <cstdint>
#include <string>
#include <string_view>

namespace mien::receivers {

/// Builds one COPY stream. Pure.
class PgCopy {
 public:
  PgCopy();
  void row(int columns);
  void null();
  void boolean(bool value);
  void integer(std::int32_t value);
  void bigint(std::int64_t value);
  void real(double value);  ///< float8
  void text(std::string_view value);
  void jsonb(std::string_view value);
  void time(std::int64_t since_1970_us);  ///< timestamptz
  /// The whole stream; nothing can be added then.
  std::string finish();

 private:
  void big_endian(std::uint64_t value, int bytes);
  std::string bytes_;
};

}  // namespace mien::receivers
