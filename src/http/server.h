#pragma once
/// \file HTTP/1.1 on a socket.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "base/life_signs.h"
#include "http/front.h"

namespace mien::http {

/// How long things may take, and how much may be open at once.
struct ServerLimits {
  std::chrono::milliseconds header_time{10'000};  ///< from its first byte to its last
  std::chrono::milliseconds idle_time{75'000};    ///< between two requests
  std::chrono::milliseconds write_time{30'000};   ///< of one answer, or one batch of events
  std::chrono::milliseconds heartbeat{15'000};    ///< events: a comment after such a silence
  std::chrono::milliseconds drain_time{3'000};    ///< for answers under way when the server stops
  int connections = 256;
  int connections_per_client = 64;  ///< other machines'; of IPv6 those of a /64 together
  /// Bodies and larger answers of all connections together, in bytes; files that administrators
  /// import have room of their own (one of the largest, which grows by doubling).
  std::size_t memory = 32u << 20, import_memory = 160u << 20;
};

struct ServerOptions {
  std::string listen;            ///< ADDRESS:PORT; port 0: one that is free
  std::string certificate, key;  ///< PEM files; empty: no TLS
  ServerLimits limits;
};

/// Binds when it is made, answers while `run` runs. HTTP/1.0 and 1.1, keep-alive, HEAD, "Expect:
/// 100-continue", bodies with a length or in chunks.
class Server {
 public:
  /// Throws Error(usage) where the address cannot be listened on or the certificate does not fit.
  Server(const ServerOptions& options, Front& front);
  ~Server();

  std::uint16_t port() const;
  /// The io thread's body: until stopped, then until what is under way was answered
  /// (`drain_time`).
  void run(std::stop_token stop, LifeSign& life);

  /// Reads the certificate's files again; what it returns puts them in force for new connections.
  /// Throws Error(usage), and all stays as it is.
  std::function<void()> renewal();
  /// Seconds since 1970; 0: there is none.
  std::int64_t certificate_end() const;
  /// Bytes that bodies and answers hold now.
  std::size_t memory() const;

 private:
  const ServerOptions options_;
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace mien::http
