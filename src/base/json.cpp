#include "base/json.h"

#include <array>

namespace mien {

std::string text_of(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// An object in the order of its keys looks for each new one among all: their number squared.
Json parse_json(const std::string& text) {
  constexpr int kMaxDepth = 32, kMaxKeys = 1000;
  std::array<int, kMaxDepth + 2> keys{};  // of the object that is open at a depth
  bool too_much = false;
  const auto within = [&](int depth, Json::parse_event_t event, Json&) {
    too_much |= depth > kMaxDepth;
    if (too_much) return false;
    if (event == Json::parse_event_t::object_start) keys[static_cast<std::size_t>(depth) + 1] = 0;
    if (event == Json::parse_event_t::key)
      too_much |= ++keys[static_cast<std::size_t>(depth)] > kMaxKeys;
    return !too_much;
  };
  Json value = Json::parse(text, within, false);
  return too_much ? Json(Json::value_t::discarded) : value;
}

}  // namespace mien
