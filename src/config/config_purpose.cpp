// What a camera is for.
#include <algorithm>

#include <fmt/format.h>

#include "config/config_sections.h"

namespace mien::config {

// What the law forbids is no choice among others: it is named.
std::string read_purpose(const ConfigReader& reader, const YamlNode& node) {
  static const std::string kPurposes[] = {"retail-audience", "event-audience"};
  static const std::string kForbidden[] = {"work",      "workplace", "employees", "staff",
                                           "education", "school",    "students",  "exam"};
  const std::string purpose = reader.text(node);
  if (std::ranges::find(kForbidden, purpose) != std::end(kForbidden))
    reader.fail(node.line,
                fmt::format("the purpose '{}' is forbidden: Regulation (EU) 2024/1689 (AI Act), "
                            "Art. 5(1)(f), prohibits inferring emotions of people at work and in "
                            "education",
                            purpose),
                "remove the camera; where staff are in its view, paint them over with 'staff:'");
  return reader.choice(node, kPurposes);
}

}  // namespace mien::config
