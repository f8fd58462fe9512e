#include "base/build_time.h"

#include <string_view>

namespace mien {

// __DATE__ is "Nov 28 2026", with a blank for a day's missing digit.
std::chrono::sys_days build_day() {
  using namespace std::chrono;
  constexpr std::string_view kDate = __DATE__, kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const auto digit = [&](std::size_t at) { return kDate[at] == ' ' ? 0 : kDate[at] - '0'; };
  const int years = digit(7) * 1000 + digit(8) * 100 + digit(9) * 10 + digit(10);
  const auto months = static_cast<unsigned>(kMonths.find(kDate.substr(0, 3)) / 3 + 1);
  const auto days_in = static_cast<unsigned>(digit(4) * 10 + digit(5));
  return sys_days(year(years) / month(months) / day(days_in)) - days(1);
}

}  // namespace mien
