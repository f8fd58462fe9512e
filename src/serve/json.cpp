#include "serve/json.h"

namespace mien::serve {

std::string text_of(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace mien::serve
