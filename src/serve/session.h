#pragma once
/// \file One connection. Only server.cpp and session.cpp know Boost.

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <functional>
#include <memory>
#include <string>

#include "serve/front.h"
#include "serve/server.h"

namespace mien::serve {

class Session {
 public:
  virtual ~Session() = default;
  virtual void start() = 0;
  /// Ends soon: at once where nothing is under way, else after the answer.
  virtual void drain() = 0;
  /// Ends now.
  virtual void cut() = 0;
};

/// What all connections share.
struct SessionContext {
  Front& front;
  const ServerLimits& limits;
  std::string client;
  bool loopback = false;
  std::shared_ptr<void> seat;  ///< given back with the connection: it counts them
};

/// `tls`: null for plain text.
std::shared_ptr<Session> make_session(boost::asio::ip::tcp::socket socket,
                                      boost::asio::ssl::context* tls, SessionContext context);
/// Says 503 and closes; TLS connections are only closed.
void turn_away(boost::asio::ip::tcp::socket socket, bool tls);

}  // namespace mien::serve
