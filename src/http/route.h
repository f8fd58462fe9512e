#pragma once
/// \file What a row of the table of answers says (serve/routes.h).

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "http/http.h"

namespace mien::serve {
struct Api;
}

namespace mien::http {

enum class Body { none, json, csv };
/// Where a handler runs: at once on the io thread (it must not wait), or in a lane of its own, so
/// that no question waits for another kind: kiosks and tills, what the server knows by heart,
/// figures of the database, pictures, administration, a human hand on the cameras.
enum class On { io, kiosk, status, figures, pictures, admin, hand };

struct Route {
  Method method;
  std::string_view
      pattern;  ///< "/api/v1/cameras/{name}"; a last "{name...}" takes all that is left
  Scope scope;
  Body body;
  On on;
  void (*handle)(serve::Api&, const Request&, const Reply&);
};

struct Match {
  const Route* route = nullptr;
  Parameters path;
  std::string allow;  ///< methods of the path, where it is known and the method is not; else empty
};
/// Pure.
Match match(std::span<const Route> routes, Method method, const std::vector<std::string>& segments);

}  // namespace mien::http
