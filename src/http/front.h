#pragma once
/// \file What a connection needs of the rest of the server.

#include <functional>
#include <memory>
#include <string_view>
#include <variant>

#include "http/events.h"
#include "http/gate.h"
#include "http/http.h"

namespace mien::http {

/// Called by the io thread, all but `handle` without waiting.
class Front {
 public:
  virtual ~Front() = default;
  virtual std::variant<Admitted, Response> admit(const RequestHead& head) = 0;
  /// Answers, now or later, on this or another thread.
  virtual void handle(Admitted admitted, Reply reply) = 0;
  virtual std::shared_ptr<EventQueue> subscribe(unsigned topics, std::function<void()> wake) = 0;
  /// A connection that was cut off because serving it threw `what`.
  virtual void broke(std::string_view what) = 0;
  /// For the count of answers by status.
  virtual void answered(int status) = 0;
};

}  // namespace mien::http
