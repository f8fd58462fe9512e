#include "store_clock.h"

#include <cstdlib>
#include <filesystem>

#include <time.h>

#include "mien/error.h"

namespace {

std::chrono::minutes offset_at(mien::WallTime time) {
  const time_t seconds = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
  tm local{};
  if (!localtime_r(&seconds, &local)) return std::chrono::minutes(0);
  return std::chrono::minutes(local.tm_gmtoff / 60);
}

}  // namespace

mien::UtcOffset store_clock(const std::string& time_zone) {
  if (!time_zone.empty()) {
    const char* named = std::getenv("TZDIR");
    const std::filesystem::path zones = named && *named ? named : "/usr/share/zoneinfo";
    std::error_code error;
    if (time_zone.find("..") != std::string::npos ||
        !std::filesystem::is_regular_file(zones / time_zone, error))
      throw mien::Error(mien::ErrorKind::usage, "audience.time_zone",
                        "this system has no time zone '" + time_zone + "'",
                        "write an IANA name such as Europe/Berlin, and install the package tzdata");
    setenv("TZ", time_zone.c_str(), 1);
  }
  tzset();
  return offset_at;
}
