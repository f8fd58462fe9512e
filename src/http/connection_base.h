#pragma once
/// \file What a connection is and how it ends. For session.cpp alone.

#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <exception>
#include <type_traits>
#include <utility>

#include "http/session.h"
#include "http/session_http.h"

namespace mien::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using beast::error_code;
using PlainStream = beast::tcp_stream;
using TlsStream = beast::ssl_stream<beast::tcp_stream>;

inline constexpr std::chrono::seconds kLinger{2};
inline constexpr std::size_t kFirstRead = 4096;

/// `Derived`: the connection itself, whose members take the steps.
template <class Derived, class Stream>
class ConnectionBase : public Session,
                       public std::enable_shared_from_this<ConnectionBase<Derived, Stream>> {
 protected:
  static constexpr bool kTls = std::is_same_v<Stream, TlsStream>;

  template <class... Arguments>
  explicit ConnectionBase(SessionContext context, Arguments&&... arguments)
      : context_(std::move(context)), stream_(std::forward<Arguments>(arguments)...) {}

 public:
  void cut() override {
    lowest().cancel();
    error_code ignored;
    lowest().socket().close(ignored);
    context_.seat.reset();
  }

  PlaceClaim standing() const override {
    return standing_ != PlaceClaim::working && reserved_ ? PlaceClaim::reserved : standing_;
  }
  Clock::time_point since() const override { return since_; }

 protected:
  beast::tcp_stream& lowest() { return beast::get_lowest_layer(stream_); }

  void becomes(PlaceClaim standing) {
    standing_ = standing;
    since_ = Clock::now();
  }

  /// A step of the connection's, which lives until it was taken. What it throws ends this
  /// connection, not the thread that serves all.
  template <class... Arguments>
  auto then(void (Derived::*step)(error_code, Arguments...)) {
    return [self = this->shared_from_this(), step](error_code error, Arguments... arguments) {
      self->guarded([&] { (static_cast<Derived&>(*self).*step)(error, arguments...); });
    };
  }

  template <class Step>
  void guarded(Step&& step) {
    try {
      step();
    } catch (const std::exception& error) {
      context_.front.broke(error.what());
      cut();
    }
  }

  // Says that no more comes and reads what was still sent: closed with unread bytes, the answer
  // could be lost.
  void linger() {
    becomes(PlaceClaim::waiting);
    lowest().expires_after(kLinger);
    if constexpr (kTls) {
      stream_.async_shutdown([self = this->shared_from_this()](error_code) { self->close(); });
    } else {
      error_code ignored;
      lowest().socket().shutdown(tcp::socket::shutdown_send, ignored);
      buffer_.clear();
      discard();
    }
  }

  void discard() {
    stream_.async_read_some(buffer_.prepare(kFirstRead),
                            [this, self = this->shared_from_this()](error_code error, std::size_t) {
                              if (error) return close();
                              discard();  // until the other side ends, or kLinger has passed
                            });
  }

  void close() {
    error_code ignored;
    lowest().socket().shutdown(tcp::socket::shutdown_both, ignored);
    lowest().socket().close(ignored);
  }

  SessionContext context_;
  Stream stream_;
  beast::flat_buffer buffer_{kKept};
  bool reserved_ = false;  ///< the last request rated or administered

 private:
  PlaceClaim standing_ = PlaceClaim::waiting;
  Clock::time_point since_ = Clock::now();
};

}  // namespace mien::http
