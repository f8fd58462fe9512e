#pragma once
/// \file Where a store's hub proposes changes; the room above knows hubs.

#include "http/http.h"

namespace mien::serve {

struct Api;

/// Thread-safe.
class HubOffice {
 public:
  virtual ~HubOffice() = default;
  virtual http::Response answer_proposals(Api& api, const http::Request& request) = 0;
  /// The administrator's yes or no.
  virtual http::Response answer_proposal(Api& api, const http::Request& request) = 0;
};

}  // namespace mien::serve
