// Any bytes as what comes over a connection, cut into pieces: header, chunks, extensions, trailers,
// body. Read to its end or refused, and never more of it kept than a connection may keep.
#include <algorithm>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string_view>

#include "http/bounded_body.h"
#include "http/session_http.h"

namespace mien::http {
namespace {

namespace beast = boost::beast;
using Parser = http::request_parser<BoundedBody>;

constexpr std::size_t kBudget = 32 * 1024, kBody = 20'000;

void must(bool holds) {
  if (!holds) std::abort();
}

/// As Beast's own reading does it: what the parser leaves stays in the buffer, which is bounded.
class Peer {
 public:
  Peer(const std::uint8_t* data, std::size_t size, std::size_t piece)
      : data_(data), left_(size), piece_(piece) {}

  /// False: refused, or over.
  bool read(Parser& parser, bool header_only) {
    parser.eager(!header_only);
    for (;;) {
      beast::error_code error;
      if (buffer_.size() > 0) {
        const std::size_t used = parser.put(buffer_.data(), error);
        buffer_.consume(used);
        if (error && error != http::error::need_more) {
          must(answer_to(error).status >= 400);
          return false;
        }
        if (header_only ? parser.is_header_done() : parser.is_done()) return true;
        if (!error && used > 0) continue;
      }
      const std::size_t room = std::min(piece_, kKept - buffer_.size());
      if (room == 0 && error == http::error::need_more) return false;  // 431
      const std::size_t bytes = std::min(room, left_);
      if (bytes == 0) return false;
      boost::asio::buffer_copy(buffer_.prepare(bytes), boost::asio::buffer(data_, bytes));
      buffer_.commit(bytes);
      data_ += bytes;
      left_ -= bytes;
      must(buffer_.size() <= kKept && buffer_.capacity() <= kKept);
    }
  }

 private:
  const std::uint8_t* data_;
  std::size_t left_, piece_;
  beast::flat_buffer buffer_{kKept};
};

/// Requests on one connection.
void answer(Peer& peer) {
  const auto budget = std::make_shared<MemoryBudget>(kBudget);
  for (bool more = true; more;) {
    Parser parser;
    set_limits(parser);
    parser.get().body().loan = MemoryLoan(budget);
    more = peer.read(parser, true);
    if (!more || has_two_lengths(parser.get())) break;
    parser.body_limit(kBody);
    more = parser.is_done() || peer.read(parser, false);
    const BoundedBody::value_type& body = parser.get().body();
    must(body.text.size() <= kBody && body.text.size() <= kBudget);
    must(body.loan.bytes() <= kBudget && budget->lent() == body.loan.bytes());
  }
  must(budget->lent() == 0);
}

}  // namespace
}  // namespace mien::http

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::size_t piece = 1 + (data[0] | data[1] << 8);
  mien::http::Peer peer(data + 2, size - 2, piece);
  mien::http::answer(peer);
  return 0;
}
