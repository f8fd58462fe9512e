#pragma once
/// \file The one table of what the server answers.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "serve/http.h"

namespace mien::serve {

struct Api;

enum class Body { none, json, csv };
/// Where a handler runs: at once on the io thread (it must not wait), or in a lane of its own, so
/// that no question waits for another kind: kiosks and tills, what the server knows by heart,
/// figures of the database, pictures, administration.
enum class On { io, kiosk, status, figures, pictures, admin };

struct Route {
  Method method;
  std::string_view
      pattern;  ///< "/api/v1/cameras/{name}"; a last "{name...}" takes all that is left
  Scope scope;
  Body body;
  On on;
  void (*handle)(Api&, const Request&, const Reply&);
};

/// In the order of the documentation (src/serve/openapi.json; a test compares them).
std::span<const Route> routes();

struct Match {
  const Route* route = nullptr;
  Parameters path;
  std::string allow;  ///< methods of the path, where it is known and the method is not; else empty
};
/// Pure.
Match match(std::span<const Route> routes, Method method, const std::vector<std::string>& segments);

}  // namespace mien::serve
