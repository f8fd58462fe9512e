#include "serve/session.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <optional>
#include <type_traits>
#include <utility>

#include "serve/event_stream.h"
#include "serve/session_http.h"

namespace mien::serve {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using beast::error_code;
using PlainStream = beast::tcp_stream;
using TlsStream = beast::ssl_stream<beast::tcp_stream>;

constexpr std::uint32_t kHeaderLimit = 16 * 1024;
constexpr std::uint64_t kAnyLength = UINT64_MAX;  // "none" is taken for 0 where a length is given
constexpr std::chrono::seconds kLinger{2};

template <class Stream>
class Connection : public Session, public std::enable_shared_from_this<Connection<Stream>> {
  static constexpr bool kTls = std::is_same_v<Stream, TlsStream>;

 public:
  template <class... Arguments>
  Connection(SessionContext context, Arguments&&... arguments)
      : context_(std::move(context)),
        stream_(std::forward<Arguments>(arguments)...),
        events_(stream_, context_.front, context_.limits) {}

  void start() override {
    if constexpr (kTls) {
      lowest().expires_after(context_.limits.header_time);
      stream_.async_handshake(asio::ssl::stream_base::server, then(&Connection::on_handshake));
    } else {
      read_header();
    }
  }

  void drain() override {
    draining_ = true;
    if (!busy_) cut();
  }

  void cut() override {
    events_.cancel();
    lowest().cancel();
    error_code ignored;
    lowest().socket().close(ignored);
  }

 private:
  beast::tcp_stream& lowest() { return beast::get_lowest_layer(stream_); }

  template <class... Arguments>
  auto then(void (Connection::*step)(error_code, Arguments...)) {
    return [self = this->shared_from_this(), step](error_code error, Arguments... arguments) {
      ((*self).*step)(error, arguments...);
    };
  }

  void on_handshake(error_code error) {
    if (!error) read_header();
  }

  // A connection that is kept waits for the first byte; from then on its header has its time.
  void wait_for_request() {
    busy_ = false;
    if (draining_) return close();
    if (buffer_.size() > 0) return read_header();
    lowest().expires_after(context_.limits.idle_time);
    stream_.async_read_some(buffer_.prepare(4096), then(&Connection::on_first_bytes));
  }

  void on_first_bytes(error_code error, std::size_t bytes) {
    if (error) return;
    buffer_.commit(bytes);
    read_header();
  }

  void read_header() {
    parser_.emplace();
    parser_->header_limit(kHeaderLimit);
    parser_->body_limit(kAnyLength);  // the gate looks at it
    lowest().expires_after(context_.limits.header_time);
    http::async_read_header(stream_, buffer_, *parser_, then(&Connection::on_header));
  }

  void on_header(error_code error, std::size_t) {
    if (error && !is_of_http(error)) return;
    busy_ = true;
    if (error) return refuse(answer_to(error));
    const auto& message = parser_->get();
    RequestHead head = head_of(message, context_, kTls);
    head_ = head.head;
    version_ = message.version();
    keep_ = message.keep_alive();
    if (const auto length = parser_->content_length()) head.content_length = *length;
    auto admitted = context_.front.admit(head);
    if (auto* response = std::get_if<Response>(&admitted)) {
      if (parser_->is_done()) return write(std::move(*response));
      return refuse(std::move(*response));
    }
    admitted_ = std::move(std::get<Admitted>(admitted));
    parser_->body_limit(admitted_.body_limit);
    if (parser_->is_done()) return handle();
    lowest().expires_after(admitted_.body_time);
    if (beast::iequals(message[http::field::expect], "100-continue"))
      return asio::async_write(stream_, asio::buffer(kContinue, sizeof kContinue - 1),
                               then(&Connection::on_continued));
    read_body();
  }

  void on_continued(error_code error, std::size_t) {
    if (!error) read_body();
  }

  void read_body() { http::async_read(stream_, buffer_, *parser_, then(&Connection::on_body)); }

  void on_body(error_code error, std::size_t) {
    if (error && !is_of_http(error)) return;
    if (error) return refuse(answer_to(error));
    handle();
  }

  void handle() {
    admitted_.request.body = std::move(parser_->get().body());
    parser_.reset();
    lowest().expires_never();
    context_.front.handle(std::move(admitted_), [self =
                                                     this->shared_from_this()](Response response) {
      asio::post(self->stream_.get_executor(), [self, response = std::move(response)]() mutable {
        self->write(std::move(response));
      });
    });
  }

  void refuse(Response response) {
    keep_ = false;
    write(std::move(response));
  }

  void write(Response response) {
    context_.front.answered(response.status);
    if (response.events != 0 && !head_) return stream_events(response);
    if (draining_) keep_ = false;
    const bool empty = response.status == 204 || response.status == 304;
    message_ = {};
    message_.version(version_);
    message_.result(static_cast<unsigned>(response.status));
    message_.reason(
        beast::string_view(reason_of(response.status).data(), reason_of(response.status).size()));
    message_.keep_alive(keep_);
    set_headers(message_, response);
    if (!empty) {
      message_.set(http::field::content_type, response.content_type);
      message_.content_length(response.body.size());
    }
    if (!head_ && !empty) message_.body() = std::move(response.body);
    lowest().expires_after(context_.limits.write_time);
    serializer_.emplace(message_);
    if (head_ || empty)
      http::async_write_header(stream_, *serializer_, then(&Connection::on_written));
    else
      http::async_write(stream_, *serializer_, then(&Connection::on_written));
  }

  void on_written(error_code error, std::size_t) {
    serializer_.reset();
    if (error) return;
    if (keep_) return wait_for_request();
    linger();
  }

  // Says that no more comes and reads what was still sent: closed with unread bytes, the answer
  // could be lost.
  void linger() {
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
    stream_.async_read_some(buffer_.prepare(16 * 1024), then(&Connection::on_discarded));
  }

  void on_discarded(error_code error, std::size_t) {
    if (error) return close();
    discard();  // until the other side ends, or kLinger has passed
  }

  void close() {
    error_code ignored;
    lowest().socket().shutdown(tcp::socket::shutdown_both, ignored);
    lowest().socket().close(ignored);
  }

  void stream_events(const Response& response) {
    busy_ = false;  // draining need not wait for it
    if (draining_) return close();
    events_.start(this->shared_from_this(), version_, response);
  }

  static constexpr char kContinue[] = "HTTP/1.1 100 Continue\r\n\r\n";

  SessionContext context_;
  Stream stream_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  http::response<http::string_body> message_;
  std::optional<http::response_serializer<http::string_body>> serializer_;
  Admitted admitted_;
  bool head_ = false, keep_ = false, busy_ = false, draining_ = false;
  unsigned version_ = 11;
  EventStream<Stream> events_;
};

}  // namespace

std::shared_ptr<Session> make_session(tcp::socket socket, asio::ssl::context* tls,
                                      SessionContext context) {
  if (tls)
    return std::make_shared<Connection<TlsStream>>(std::move(context), std::move(socket), *tls);
  return std::make_shared<Connection<PlainStream>>(std::move(context), std::move(socket));
}

void turn_away(tcp::socket socket, bool tls) {
  if (tls) return;
  const Response response =
      failure(503, "too many connections are open", "close some, or raise server.max_connections");
  auto stream = std::make_shared<PlainStream>(std::move(socket));
  auto message = std::make_shared<http::response<http::string_body>>(
      http::status::service_unavailable, 11, response.body);
  message->set(http::field::content_type, response.content_type);
  message->set(http::field::retry_after, "5");
  set_headers(*message, response);
  message->keep_alive(false);
  message->prepare_payload();
  stream->expires_after(kLinger);
  http::async_write(*stream, *message, [stream, message](error_code, std::size_t) {
    error_code ignored;
    stream->socket().shutdown(tcp::socket::shutdown_both, ignored);
  });
}

}  // namespace mien::serve
