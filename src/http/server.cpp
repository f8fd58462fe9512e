#include "http/server.h"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <utility>
#include <vector>

#include "mien/error.h"

#include "http/auth.h"
#include "http/census.h"
#include "http/rate_limit.h"
#include "http/session.h"
#include "http/tls.h"

namespace mien::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::chrono::milliseconds kAcceptPause{100};  // after "too many open files"
constexpr std::chrono::milliseconds kBeat{500};

/// An IPv4 address inside an IPv6 one is shown as what it is.
asio::ip::address plain(const asio::ip::address& address) {
  if (address.is_v6() && address.to_v6().is_v4_mapped())
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
  return address;
}

}  // namespace

class Server::Impl {
 public:
  Impl(const ServerOptions& options, Front& front)
      : front_(front),
        limits_(options.limits),
        tls_(make_tls(options.certificate, options.key)),
        certificate_end_(http::certificate_end(tls_)),
        acceptor_(io_) {
    bind(parse_listen(options.listen), options.listen);
  }

  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
  std::size_t memory() const { return memory_->lent() + imports_->lent(); }
  std::int64_t certificate_end() const { return certificate_end_; }

  void run(std::stop_token stop, LifeSign& life) {
    accept();
    beat(life);
    const std::stop_callback on_stop(stop, [&] { asio::post(io_, [&] { drain(); }); });
    io_.run();
  }

  void renew(TlsContext tls) {
    certificate_end_ = http::certificate_end(tls);
    asio::post(io_, [this, tls = std::move(tls)] { tls_ = tls; });
  }

 private:
  void bind(const config::Listen& listen, const std::string& text) {
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

  void beat(LifeSign& life) {
    life.beat();
    beat_.expires_after(kBeat);
    beat_.async_wait([this, &life](error_code stopped) {
      if (!stopped) beat(life);
    });
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
    const std::string client = address.to_string(), network = network_of(client);
    const bool local = address.is_loopback();
    std::erase_if(sessions_, [](const auto& one) { return one.expired(); });
    const Census::Room room = census_->room(network, local, limits_);
    if (room == Census::Room::client_full || (room == Census::Room::full && !make_way()))
      return turn_away(std::move(socket), tls_ != nullptr);
    socket.set_option(tcp::no_delay(true), error);
    auto session = make_session(std::move(socket), tls_.get(),
                                {.front = front_,
                                 .limits = limits_,
                                 .client = client,
                                 .loopback = local,
                                 .seat = Census::take(census_, network),
                                 .memory = memory_,
                                 .imports = imports_,
                                 .event_readers = event_readers_});
    sessions_.push_back(session);
    session->start();
  }

  // False where all are at work.
  bool make_way() {
    std::shared_ptr<Session> first;
    for (const auto& one : sessions_) {
      const auto session = one.lock();
      if (!session || session->standing() == PlaceClaim::working) continue;
      if (!first || std::pair(session->standing(), session->since()) <
                        std::pair(first->standing(), first->since()))
        first = session;
    }
    if (first) first->cut();
    return first != nullptr;
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
    if (census_->open() == 0) {
      beat_.cancel();
      pause_.cancel();
      return;
    }
    check_.expires_after(std::chrono::milliseconds(20));
    check_.async_wait([this](error_code) { wait_for_last(); });
  }

  Front& front_;
  const ServerLimits limits_;
  const std::shared_ptr<Census> census_ = std::make_shared<Census>();
  const std::shared_ptr<MemoryBudget> memory_ = std::make_shared<MemoryBudget>(limits_.memory);
  const std::shared_ptr<MemoryBudget> imports_ =
      std::make_shared<MemoryBudget>(limits_.import_memory);
  const std::shared_ptr<int> event_readers_ = std::make_shared<int>(0);
  TlsContext tls_;  ///< the io thread's; a session keeps what it needs of an older one
  std::atomic<std::int64_t> certificate_end_;
  asio::io_context io_{1};
  tcp::acceptor acceptor_;
  asio::steady_timer pause_{io_}, check_{io_}, beat_{io_};
  std::vector<std::weak_ptr<Session>> sessions_;
};

Server::Server(const ServerOptions& options, Front& front)
    : options_(options), impl_(std::make_unique<Impl>(options, front)) {}
Server::~Server() = default;

std::uint16_t Server::port() const { return impl_->port(); }
void Server::run(std::stop_token stop, LifeSign& life) { impl_->run(std::move(stop), life); }
std::size_t Server::memory() const { return impl_->memory(); }
std::int64_t Server::certificate_end() const { return impl_->certificate_end(); }

std::function<void()> Server::renewal() {
  auto tls = make_tls(options_.certificate, options_.key);
  if (!tls) return [] {};
  return [this, tls = std::move(tls)] { impl_->renew(tls); };
}

}  // namespace mien::http
