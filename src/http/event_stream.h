#pragma once
/// \file Server-sent events over a connection. For session.cpp alone.

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <memory>
#include <string>

#include "http/front.h"
#include "http/server.h"
#include "http/session_http.h"

namespace mien::http {

/// A part of a connection, which lives as long as something is sent or waited for, and whose stream
/// it uses alone from `start` on.
template <class Stream>
class EventStream {
 public:
  EventStream(Stream& stream, Front& front, const ServerLimits& limits)
      : stream_(stream), front_(front), limits_(limits), heartbeat_(stream.get_executor()) {}

  /// Header first, then all events of the response's topics until the reader is gone.
  void start(std::shared_ptr<void> connection, unsigned version, const Response& response) {
    connection_ = connection;
    error_code ignored;
    // A slow reader's lag lives in its queue, where the oldest gives way, not in the kernel.
    lowest().socket().set_option(boost::asio::socket_base::send_buffer_size(kBatch), ignored);
    text_ = header_text(response, version, false) + ": mien\n\n";
    queue_ = front_.subscribe(response.events,
                              [this, weak = connection_, executor = stream_.get_executor()] {
                                boost::asio::post(executor, [this, weak] {
                                  if (const auto alive = weak.lock()) write();
                                });
                              });
    send();
  }

  void cancel() { heartbeat_.cancel(); }

 private:
  using error_code = boost::beast::error_code;
  static constexpr int kBatch = 64 * 1024;

  auto& lowest() { return boost::beast::get_lowest_layer(stream_); }

  void write() {
    if (writing_ || !lowest().socket().is_open()) return;
    text_ = queue_->take(kBatch);
    if (text_.empty()) return wait();
    send();
  }

  void send() {
    writing_ = true;
    heartbeat_.cancel();
    lowest().expires_after(limits_.write_time);
    boost::asio::async_write(stream_, boost::asio::buffer(text_),
                             [this, alive = connection_.lock()](error_code error, std::size_t) {
                               writing_ = false;
                               if (!error) return write();
                               error_code ignored;
                               lowest().socket().close(ignored);
                             });
  }

  void wait() {
    lowest().expires_never();
    heartbeat_.expires_after(limits_.heartbeat);
    heartbeat_.async_wait([this, alive = connection_.lock()](error_code error) {
      if (error || writing_) return;
      text_ = ": still here\n\n";
      send();
    });
  }

  Stream& stream_;
  Front& front_;
  const ServerLimits& limits_;
  boost::asio::steady_timer heartbeat_;
  std::weak_ptr<void> connection_;
  std::shared_ptr<EventQueue> queue_;
  std::string text_;
  bool writing_ = false;
};

}  // namespace mien::http
