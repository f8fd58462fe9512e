#include <cstdlib>

#include <fmt/format.h>
#include <time.h>

#include "recorded/recorded_at.h"

namespace mien::recorded {

namespace {

constexpr int kFirstYear = 1990, kLastYear = 2200;  // else the pattern fits something else

std::string zone_of(const tm& time) {
  const long minutes = std::labs(time.tm_gmtoff / 60);
  return fmt::format("{}{:02}:{:02}", time.tm_gmtoff < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

}  // namespace

std::optional<std::string> time_in_name(const std::filesystem::path& file,
                                        const std::string& pattern) {
  const std::string name = file.filename().string();
  const bool seconds = pattern.find("%s") != std::string::npos;
  const bool zone = pattern.find("%z") != std::string::npos;
  for (std::size_t at = 0; at < name.size(); ++at) {
    tm time{};
    time.tm_mday = 1;
    if (!strptime(name.c_str() + at, pattern.c_str(), &time)) continue;
    if (seconds) {  // it was read into the clock of this machine
      const time_t moment = mktime(&time);
      gmtime_r(&moment, &time);
    }
    const int year = time.tm_year + 1900;
    if (year < kFirstYear || year > kLastYear) continue;
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}", year, time.tm_mon + 1, time.tm_mday,
                       time.tm_hour, time.tm_min, time.tm_sec,
                       seconds ? "Z"
                       : zone  ? zone_of(time)
                               : "");
  }
  return std::nullopt;
}

}  // namespace mien::recorded
