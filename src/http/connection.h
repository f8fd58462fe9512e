#pragma once
/// \file A connection's course: header, gate, body, handler, answer, and the next one. For
/// session.cpp alone.

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <optional>
#include <utility>

#include "http/bounded_body.h"
#include "http/connection_base.h"
#include "http/event_stream.h"

namespace mien::http {

template <class Stream>
class Connection : public ConnectionBase<Connection<Stream>, Stream> {
  using Base = ConnectionBase<Connection, Stream>;
  friend Base;
  using Base::becomes, Base::buffer_, Base::close, Base::context_, Base::guarded, Base::kTls,
      Base::linger, Base::lowest, Base::reserved_, Base::stream_, Base::then;

 public:
  template <class... Arguments>
  explicit Connection(SessionContext context, Arguments&&... arguments)
      : Base(std::move(context), std::forward<Arguments>(arguments)...),
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
    Base::cut();
  }

 private:
  void on_handshake(error_code error) {
    if (!error) read_header();
  }

  // A connection that is kept waits for the first byte; from then on its header has its time.
  void wait_for_request() {
    busy_ = false;
    becomes(PlaceClaim::waiting);
    if (draining_) return close();
    if (buffer_.size() > 0) return read_header();
    buffer_.shrink_to_fit();
    lowest().expires_after(context_.limits.idle_time);
    stream_.async_read_some(buffer_.prepare(kFirstRead), then(&Connection::on_first_bytes));
  }

  void on_first_bytes(error_code error, std::size_t bytes) {
    if (error) return;
    buffer_.commit(bytes);
    read_header();
  }

  void read_header() {
    parser_.emplace();
    set_limits(*parser_);
    lowest().expires_after(context_.limits.header_time);
    http::async_read_header(stream_, buffer_, *parser_, then(&Connection::on_header));
  }

  void on_header(error_code error, std::size_t) {
    if (error && !is_of_http(error)) return;
    busy_ = true;
    becomes(PlaceClaim::reading);
    if (error) return refuse(answer_to(error));
    const auto& message = parser_->get();
    RequestHead head = head_of(message, context_, kTls);
    head_ = head.head;
    version_ = message.version();
    keep_ = message.keep_alive();
    if (const auto length = parser_->content_length()) head.content_length = *length;
    if (has_two_lengths(message))
      return refuse(failure(400, "it has two Content-Lengths", "check the client or the proxy"));
    auto admitted = context_.front.admit(head);
    if (auto* response = std::get_if<Response>(&admitted)) {
      if (parser_->is_done()) return write(std::move(*response));
      return refuse(std::move(*response));
    }
    admitted_ = std::move(std::get<Admitted>(admitted));
    reserved_ = admitted_.reserved;
    prepare_body();
  }

  void prepare_body() {
    parser_->body_limit(admitted_.body_limit);
    if (parser_->is_done()) return handle();
    const bool import = admitted_.body_limit > kBodyLimit;
    parser_->get().body().loan = MemoryLoan(import ? context_.imports : context_.memory);
    lowest().expires_after(admitted_.body_time);
    const bool continues = beast::iequals(parser_->get()[http::field::expect], "100-continue");
    // A header of tiny lines takes twenty times its size, and its body may come slowly.
    parser_->get().clear();
    if (continues)
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
    BoundedBody::value_type& body = parser_->get().body();
    admitted_.request.body = std::move(body.text);
    loan_ = std::move(body.loan);
    parser_.reset();
    lowest().expires_never();
    becomes(PlaceClaim::working);
    context_.front.handle(
        std::move(admitted_), [this, self = this->shared_from_this()](Response response) {
          asio::post(stream_.get_executor(), [this, self, answer = std::move(response)]() mutable {
            guarded([&] { write(std::move(answer)); });
          });
        });
  }

  void refuse(Response response) {
    keep_ = false;
    parser_.reset();  // what it kept of the body is not kept while the answer is taken
    write(std::move(response));
  }

  void write(Response response) {
    if (response.events != 0 && !head_) return stream_events(std::move(response));
    MemoryLoan loan(response.body.size() > kSmall ? context_.memory : nullptr);
    if (!loan.grow_to(response.body.size())) response = too_much_at_once();
    loan_ = std::move(loan);
    context_.front.answered(response.status);
    if (draining_) keep_ = false;
    text_ = header_text(response, version_, keep_);
    body_ = std::move(response.body);
    const bool empty = head_ || response.status == 204 || response.status == 304;
    const std::string_view rest = empty                    ? std::string_view()
                                  : response.fixed.empty() ? std::string_view(body_)
                                                           : response.fixed;
    becomes(PlaceClaim::writing);
    lowest().expires_after(context_.limits.write_time);
    const std::array<asio::const_buffer, 2> parts{asio::buffer(text_),
                                                  asio::buffer(rest.data(), rest.size())};
    asio::async_write(stream_, parts, then(&Connection::on_written));
  }

  void on_written(error_code error, std::size_t) {
    text_ = {};
    body_ = {};
    loan_ = {};
    if (error) return;
    if (keep_) return wait_for_request();
    linger();
  }

  // Events may take half of all places: the others stay for questions and ratings.
  void stream_events(Response response) {
    if (*context_.event_readers >= std::max(1, context_.limits.connections / 2))
      return write(failure(503, "too many readers of events are connected", "close some of them"));
    context_.front.answered(response.status);
    busy_ = false;  // draining need not wait for it
    if (draining_) return close();
    ++*context_.event_readers;
    counted_ = std::shared_ptr<void>(context_.event_readers.get(),
                                     [readers = context_.event_readers](void*) { --*readers; });
    becomes(PlaceClaim::writing);
    events_.start(this->shared_from_this(), version_, response);
  }

  static constexpr char kContinue[] = "HTTP/1.1 100 Continue\r\n\r\n";

  std::optional<http::request_parser<BoundedBody>> parser_;
  std::string text_, body_;  ///< of the answer
  MemoryLoan loan_;          ///< for the body, then for the answer
  Admitted admitted_;
  bool head_ = false, keep_ = false, busy_ = false, draining_ = false;
  unsigned version_ = 11;
  std::shared_ptr<void> counted_;  ///< among the readers of events
  EventStream<Stream> events_;
};

}  // namespace mien::http
