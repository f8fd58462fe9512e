#include "serve/server.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <mutex>
#include <unordered_map>
#include <utility>
#include <vector>

#include "mien/error.h"

#include "serve/auth.h"
#include "serve/session.h"

namespace mien::serve {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::chrono::milliseconds kAcceptPause{100};  // after "too many open files"

std::unique_ptr<asio::ssl::context> make_tls(const ServerOptions& options) {
  if (options.certificate.empty()) return nullptr;
  auto tls = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_server);
  tls->set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 |
                   asio::ssl::context::no_tlsv1_1 | asio::ssl::context::no_sslv3);
  error_code error;
  tls->use_certificate_chain_file(options.certificate, error);
  if (error)
    throw Error(ErrorKind::usage, "server.tls.certificate",
                "'" + options.certificate + "' is no certificate that can be read",
                "name a PEM file, the server's own certificate first");
  tls->use_private_key_file(options.key, asio::ssl::context::pem, error);
  if (error)
    throw Error(ErrorKind::usage, "server.tls.key",
                "'" + options.key + "' is no key that fits the certificate",
                "name the certificate's own key, PEM, without a password");
  return tls;
}

/// An IPv4 address inside an IPv6 one is shown as what it is.
asio::ip::address plain(const asio::ip::address& address) {
  if (address.is_v6() && address.to_v6().is_v4_mapped())
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
  return address;
}

/// Open connections. Given back by whichever thread drops a session last.
class Census {
 public:
  using Seat = std::shared_ptr<void>;
  /// Null where there is no room.
  static Seat take(const std::shared_ptr<Census>& census, const std::string& client, bool local,
                   const ServerLimits& limits) {
    std::lock_guard lock(census->mutex_);
    int& from_client = census->clients_[client];
    const bool full = census->open_ >= limits.connections ||
                      (!local && from_client >= limits.connections_per_client);
    if (full) {
      if (from_client == 0) census->clients_.erase(client);
      return nullptr;
    }
    ++from_client;
    ++census->open_;
    return Seat(census.get(), [census, client](void*) { census->give_back(client); });
  }
  int open() const {
    std::lock_guard lock(mutex_);
    return open_;
  }

 private:
  void give_back(const std::string& client) {
    std::lock_guard lock(mutex_);
    --open_;
    if (--clients_[client] == 0) clients_.erase(client);
  }

  mutable std::mutex mutex_;
  int open_ = 0;
  std::unordered_map<std::string, int> clients_;  ///< connections by address
};

}  // namespace

class Server::Impl {
 public:
  Impl(const ServerOptions& options, Front& front)
      : front_(front),
        limits_(options.limits),
        tls_(make_tls(options)),
        acceptor_(io_),
        pause_(io_) {
    bind(parse_listen(options.listen), options.listen);
  }

  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

  void run(std::stop_token stop) {
    accept();
    const std::stop_callback on_stop(stop, [&] { asio::post(io_, [&] { drain(); }); });
    io_.run();
  }

 private:
  void bind(const runtime::Listen& listen, const std::string& text) {
    error_code error;
    tcp::resolver resolver(io_);
    const auto found =
        resolver.resolve(listen.address, std::to_string(listen.port),
                         tcp::resolver::passive | tcp::resolver::numeric_service, error);
    if (!error) {
      const tcp::endpoint endpoint = found.begin()->endpoint();
      acceptor_.open(endpoint.protocol(), error);
      if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
      if (!error) acceptor_.bind(endpoint, error);
      if (!error) acceptor_.listen(tcp::acceptor::max_listen_connections, error);
    }
    if (error)
      throw Error(ErrorKind::usage, "server.listen",
                  "cannot listen on " + text + ": " + error.message(),
                  "is another program listening there? choose another port");
  }

  void accept() {
    acceptor_.async_accept([this](error_code error, tcp::socket socket) {
      if (!acceptor_.is_open()) return;
      if (!error) {
        welcome(std::move(socket));
        return accept();
      }
      pause_.expires_after(kAcceptPause);
      pause_.async_wait([this](error_code stopped) {
        if (!stopped && acceptor_.is_open()) accept();
      });
    });
  }

  void welcome(tcp::socket socket) {
    error_code error;
    const auto address = plain(socket.remote_endpoint(error).address());
    if (error) return;
    const std::string client = address.to_string();
    const bool local = address.is_loopback();
    auto seat = Census::take(census_, client, local, limits_);
    if (!seat) return turn_away(std::move(socket), tls_ != nullptr);
    socket.set_option(tcp::no_delay(true), error);
    auto session = make_session(std::move(socket), tls_.get(),
                                {front_, limits_, client, local, std::move(seat)});
    std::erase_if(sessions_, [](const auto& one) { return one.expired(); });
    sessions_.push_back(session);
    session->start();
  }

  void drain() {
    error_code ignored;
    acceptor_.close(ignored);
    pause_.cancel();
    for (const auto& one : sessions_)
      if (const auto session = one.lock()) session->drain();
    pause_.expires_after(limits_.drain_time);
    pause_.async_wait([this](error_code) { io_.stop(); });
    wait_for_last();
  }

  void wait_for_last() {
    if (census_->open() == 0) return pause_.cancel(), void();
    check_.expires_after(std::chrono::milliseconds(20));
    check_.async_wait([this](error_code) { wait_for_last(); });
  }

  Front& front_;
  const ServerLimits limits_;
  const std::shared_ptr<Census> census_ = std::make_shared<Census>();
  std::unique_ptr<asio::ssl::context> tls_;
  asio::io_context io_{1};
  tcp::acceptor acceptor_;
  asio::steady_timer pause_, check_{io_};
  std::vector<std::weak_ptr<Session>> sessions_;
};

Server::Server(const ServerOptions& options, Front& front)
    : impl_(std::make_unique<Impl>(options, front)) {}
Server::~Server() = default;

std::uint16_t Server::port() const { return impl_->port(); }
void Server::run(std::stop_token stop) { impl_->run(std::move(stop)); }

}  // namespace mien::serve
