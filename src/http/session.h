#pragma once
/// \file One connection. Only server.cpp, tls, session* and what they include know Boost.

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <functional>
#include <memory>
#include <string>

#include "http/front.h"
#include "http/memory_budget.h"
#include "http/server.h"

namespace mien::http {

/// Who makes way for a new connection where all places are taken: the lowest first, and of equal
/// ones the one that has been so for longest. A handler's work is never cut off.
enum class PlaceClaim {
  waiting,   ///< for a first or a further request
  reading,   ///< a request that comes slowly
  writing,   ///< an answer that is taken slowly, or events
  reserved,  ///< waits, reads or writes, and was last used to rate or to administer
  working,
};

class Session {
 public:
  using Clock = std::chrono::steady_clock;
  virtual ~Session() = default;
  virtual void start() = 0;
  /// Ends soon: at once where nothing is under way, else after the answer.
  virtual void drain() = 0;
  /// Ends now, and gives its place back.
  virtual void cut() = 0;
  virtual PlaceClaim standing() const = 0;
  virtual Clock::time_point since() const = 0;
};

/// What all connections share, and what each is told of itself.
struct SessionContext {
  Front& front;
  const ServerLimits& limits;
  std::string client;
  bool loopback = false;
  std::shared_ptr<void> seat;             ///< given back with the connection: it counts them
  std::shared_ptr<MemoryBudget> memory;   ///< for bodies and answers of all
  std::shared_ptr<MemoryBudget> imports;  ///< for administrators' files
  std::shared_ptr<int> event_readers;     ///< how many connections carry events; the io thread's
};

/// `tls`: null for plain text.
std::shared_ptr<Session> make_session(boost::asio::ip::tcp::socket socket,
                                      boost::asio::ssl::context* tls, SessionContext context);
/// Says 503 and closes; TLS connections are only closed.
void turn_away(boost::asio::ip::tcp::socket socket, bool tls);

}  // namespace mien::http
