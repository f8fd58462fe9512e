#include "store_clock.h"

#include <stdexcept>

#include <date/tz.h>
#include <time.h>

#include "mien/error.h"

namespace {

std::chrono::minutes offset_here(mien::WallTime time) {
  const time_t seconds = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
  tm local{};
  if (!localtime_r(&seconds, &local)) return std::chrono::minutes(0);
  return std::chrono::minutes(local.tm_gmtoff / 60);
}

const date::time_zone* zone_named(const std::string& name) try {
  return date::locate_zone(name);
} catch (const std::runtime_error&) {
  throw mien::Error(mien::ErrorKind::usage, "audience.time_zone",
                    "this system has no time zone '" + name + "'",
                    "write an IANA name such as Europe/Berlin, and install the package tzdata");
}

}  // namespace

mien::UtcOffset store_clock(const std::string& time_zone) {
  if (time_zone.empty()) {
    tzset();
    return offset_here;
  }
  return [zone = zone_named(time_zone)](mien::WallTime time) {
    const auto second = std::chrono::floor<std::chrono::seconds>(time);
    return std::chrono::floor<std::chrono::minutes>(zone->get_info(second).offset);
  };
}
