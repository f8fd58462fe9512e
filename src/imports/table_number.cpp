#include "imports/table_number.h"

#include <cmath>
#include <string>

#include <fmt/format.h>

#include "base/to_number.h"
#include "base/utf8.h"
#include "imports/bad_lines.h"

namespace mien::imports {

namespace {

constexpr std::string_view kDigits = "0123456789";
constexpr std::size_t kGroup = 3;  // digits between signs of thousands

}  // namespace

bool TableNumber::whole() const { return value && *value == std::floor(*value); }

TableNumber number_in(std::string_view text) {
  const std::string_view digits = text.substr(text.starts_with('-') ? 1 : 0);
  const std::size_t sign = digits.find_first_not_of(kDigits);
  const std::string_view whole = digits.substr(0, sign);
  std::string plain(text);
  if (sign != std::string_view::npos) {
    const std::string_view behind = digits.substr(sign + 1);
    if ((digits[sign] != '.' && digits[sign] != ',') || behind.empty() ||
        behind.find_first_not_of(kDigits) != std::string_view::npos)
      return {};
    const bool groups = !whole.empty() && whole.size() <= kGroup && whole.front() != '0';
    if (digits[sign] == ',' && groups && behind.size() == kGroup) return {{}, true};
    plain[text.size() - behind.size() - 1] = '.';
  }
  return {to_number<double>(plain)};
}

Problem problem_of_number(const TableNumber& number, std::string_view text, const char* what,
                          std::string_view wanted, const char* cause) {
  const std::string shown = as_utf8(text.substr(0, 40));
  if (number.grouped)
    return {fmt::format("the {} '{}' may be meant in thousands or as a decimal", what, shown),
            cause::kThousands};
  return {fmt::format("the {} '{}' is not {}", what, shown, wanted), cause};
}

}  // namespace mien::imports
