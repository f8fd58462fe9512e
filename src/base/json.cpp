#include "base/json.h"

#include <array>
#include <unordered_set>

namespace mien {

std::string text_of(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// An object in the order of its keys looks for each new one among all: their number squared.
Json parse_json(const std::string& text, std::string* doubled) {
  constexpr int kMaxDepth = 32, kMaxKeys = 1000;
  // Of the object that is open at a depth.
  std::array<std::unordered_set<std::string>, kMaxDepth + 2> keys;
  bool refused = false;
  const auto within = [&](int depth, Json::parse_event_t event, Json& part) {
    refused |= depth > kMaxDepth;
    if (refused) return false;
    if (event == Json::parse_event_t::object_start)
      keys[static_cast<std::size_t>(depth) + 1].clear();
    if (event != Json::parse_event_t::key) return true;
    auto& open = keys[static_cast<std::size_t>(depth)];
    const bool is_new = open.insert(part.get<std::string>()).second;
    if (!is_new && doubled) *doubled = part.get<std::string>();
    refused |= !is_new || open.size() > kMaxKeys;
    return !refused;
  };
  Json value = Json::parse(text, within, false);
  return refused ? Json(Json::value_t::discarded) : value;
}

}  // namespace mien
