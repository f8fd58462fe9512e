#include "http/session.h"

#include <utility>

#include "http/connection.h"

namespace mien::http {

std::shared_ptr<Session> make_session(tcp::socket socket, asio::ssl::context* tls,
                                      SessionContext context) {
  if (tls)
    return std::make_shared<Connection<TlsStream>>(std::move(context), std::move(socket), *tls);
  return std::make_shared<Connection<PlainStream>>(std::move(context), std::move(socket));
}

void turn_away(tcp::socket socket, bool tls) {
  if (tls) return;
  Response response =
      failure(503, "too many connections are open", "close some, or raise server.max_connections");
  response.headers.emplace_back("Retry-After", "5");
  auto stream = std::make_shared<PlainStream>(std::move(socket));
  auto text = std::make_shared<std::string>(header_text(response, 11, false) + response.body);
  stream->expires_after(kLinger);
  asio::async_write(*stream, asio::buffer(*text), [stream, text](error_code, std::size_t) {
    error_code ignored;
    stream->socket().shutdown(tcp::socket::shutdown_both, ignored);
  });
}

}  // namespace mien::http
