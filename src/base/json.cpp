#include "base/json.h"

namespace mien {

std::string text_of(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json parse_json(const std::string& text) {
  constexpr int kMaxDepth = 32;
  bool too_deep = false;
  const auto within = [&](int depth, Json::parse_event_t, Json&) {
    too_deep |= depth > kMaxDepth;
    return !too_deep;
  };
  Json value = Json::parse(text, within, false);
  return too_deep ? Json(Json::value_t::discarded) : value;
}

}  // namespace mien
